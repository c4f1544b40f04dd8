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

    // A thread that this one starts has its mounts too, so the pool, which may start one, is given work by another: what waits is told by that.
    private readonly BlockingCollection<Action> results = [];
    private readonly Thread thread;
    private readonly Thread teller;

    private MountThread()
    {
        thread = new Thread(() => Do(work)) { IsBackground = true, Name = "mounts" };
        teller = new Thread(() => Do(results)) { IsBackground = true, Name = "mounts: results" };
    }

    /// <summary>Starts the thread.</summary>
    /// <param name="prepare">What is to be done in the namespace first.</param>
    /// <exception cref="IOException">The kernel refuses a mount namespace.</exception>
    public static async Task<MountThread> StartAsync(Action prepare)
    {
        var started = new MountThread();
        started.teller.Start();
        started.thread.Start();
        try
        {
            await started.RunAsync(() =>
            {
                Mount.EnterOwnNamespace();
                prepare();
                return true;
            });
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
                var result = action();
                results.Add(() => done.SetResult(result));
            }
            catch (Exception e)
            {
                results.Add(() => done.SetException(e));
            }
        });
        return done.Task;
    }

    /// <summary>Lets the thread end; its mounts go with it.</summary>
    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        results.CompleteAdding();
        teller.Join();
        work.Dispose();
        results.Dispose();
    }

    private static void Do(BlockingCollection<Action> actions)
    {
        foreach (var action in actions.GetConsumingEnumerable()) action();
    }
}
