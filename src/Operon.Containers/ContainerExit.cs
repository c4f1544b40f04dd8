namespace Operon.Containers;

/// <summary>How a container ended. One that could not be started has none; that is a diagnostic.</summary>
/// <param name="ExitCode">What its first process returned; 128 + the signal's number when a signal ended it.</param>
/// <param name="WasStopped">Whether it was asked to end before it did by itself; then the code tells nothing.</param>
public sealed record ContainerExit(int ExitCode, bool WasStopped)
{
    /// <summary>Asked to end before it was started.</summary>
    public static ContainerExit NeverStarted { get; } = new(128 + 9, WasStopped: true);
}
