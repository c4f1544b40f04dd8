using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Operon.Host.Linux;

namespace Operon.Containers.Oci;

/// <summary>
/// A thread with a mount namespace of its own. Root file systems are mounted and OCI runtimes started on it, so the
/// mounts are seen by nobody else and the kernel drops them when this process ends by any cause.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class MountThread : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    private MountThread(Action enter)
    {
        thread = new Thread(() => Loop(enter)) { IsBackground = true, Name = "mounts" };
    }

    /// <summary>Starts the thread.</summary>
    /// <exception cref="IOException">The kernel refuses a mount namespace.</exception>
    public static async Task<MountThread> StartAsync(Action? afterEntering = null)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new MountThread(() =>
        {
            try
            {
                Mount.EnterOwnNamespace();
                afterEntering?.Invoke();
                entered.SetResult();
            }
            catch (IOException e)
            {
                entered.SetException(e);
            }
        });
        started.thread.Start();
        try
        {
            await entered.Task;
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Runs something on the thread.</summary>
    public Task<T> RunAsync<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Lets the thread end; its mounts go with it.</summary>
    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }

    private void Loop(Action enter)
    {
        enter();
        foreach (var action in work.GetConsumingEnumerable()) action();
    }
}
