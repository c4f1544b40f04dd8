using System.Runtime.InteropServices;

namespace Operon.Cli.Commands;

/// <summary>Turns signals that ask for an end into a cancellation. The second Ctrl-C ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private const int FirstSignalCode = 128;
    private const int Interrupt = 2;
    private const int HangUp = 1;
    private const int Terminate = 15;

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interruption() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, s => Stop(s, Interrupt)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, s => Stop(s, Terminate)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, s => Stop(s, HangUp)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>What the process ends with after a signal.</summary>
    public int ExitCode { get; private set; } = FirstSignalCode + Interrupt;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context, int signal)
    {
        // The second one has its usual effect.
        if (source.IsCancellationRequested) return;
        context.Cancel = true;
        ExitCode = FirstSignalCode + signal;
        source.Cancel();
    }
}
