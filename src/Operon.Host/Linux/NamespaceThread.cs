using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>A thread in a network namespace of its own. The namespace ends with the process by any cause, and all in it that nothing else holds.</summary>
/// <remarks>
/// Callers wait for the thread instead of awaiting a task: a thread inherits the namespace of the one that starts it, and
/// completing a task may start a thread of the pool. So nothing here touches the pool from inside.
/// </remarks>
[UnsupportedOSPlatform("windows")]
public sealed class NamespaceThread : INetworkPlace, IDisposable
{
    private readonly BlockingCollection<Job> jobs = [];
    private readonly Thread thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Its name, for debuggers.</param>
    /// <exception cref="IOException">The kernel refuses a namespace, as it does when not root.</exception>
    public NamespaceThread(string name)
    {
        thread = new Thread(Loop) { IsBackground = true, Name = name };
        thread.UnsafeStart();
        try
        {
            Handle = Run(() =>
            {
                NetworkNamespace.EnterNew();
                return NetworkNamespace.OpenCurrent();
            });
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Leads to the namespace.</summary>
    public SafeFileHandle Handle { get; }

    /// <inheritdoc/>
    public T Run<T>(Func<T> action)
    {
        var result = default(T);
        var job = new Job(() => result = action());
        jobs.Add(job);
        job.WaitForEnd();
        return result!;
    }

    /// <summary>Makes a further namespace.</summary>
    /// <param name="configure">Called inside of it, with its descriptor.</param>
    /// <returns>Leads to it; it ends when this is closed, unless a process lives in it.</returns>
    /// <exception cref="IOException">The kernel refused.</exception>
    public SafeFileHandle Create(Action<SafeFileHandle> configure) => Run(() =>
    {
        NetworkNamespace.EnterNew();
        SafeFileHandle? made = null;
        try
        {
            made = NetworkNamespace.OpenCurrent();
            configure(made);
            return made;
        }
        catch
        {
            made?.Dispose();
            throw;
        }
        finally
        {
            NetworkNamespace.Enter(Handle);
        }
    });

    /// <summary>Lets the thread end.</summary>
    public void Dispose()
    {
        End();
        Handle.Dispose();
    }

    private void End()
    {
        jobs.CompleteAdding();
        thread.Join();
        jobs.Dispose();
    }

    private void Loop()
    {
        foreach (var job in jobs.GetConsumingEnumerable()) job.Do();
    }

    private sealed class Job(Action action)
    {
        private readonly object gate = new();
        private ExceptionDispatchInfo? failure;
        private bool hasEnded;

        public void Do()
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            lock (gate)
            {
                hasEnded = true;
                Monitor.Pulse(gate);
            }
        }

        public void WaitForEnd()
        {
            lock (gate)
            {
                while (!hasEnded) Monitor.Wait(gate);
            }

            failure?.Throw();
        }
    }
}
