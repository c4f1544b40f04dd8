namespace Operon.Containers;

/// <summary>How a container, or a further process in one, ended. One that could not be started has none; that is a diagnostic.</summary>
/// <param name="ExitCode">What the process returned; 128 + the signal's number when a signal ended it.</param>
/// <param name="WasStopped">Whether it was asked to end before it did by itself; then the code tells nothing.</param>
public sealed record ContainerExit(int ExitCode, bool WasStopped)
{
    /// <summary>Whether the kernel killed a process of it because it needed more memory than its limit.</summary>
    public bool RanOutOfMemory { get; init; }

    /// <summary>Whether it was kept, as asked for: it is there until it is released.</summary>
    public bool IsKept { get; init; }

    /// <summary>Asked to end before it was started.</summary>
    public static ContainerExit NeverStarted { get; } = new(128 + 9, WasStopped: true);
}
