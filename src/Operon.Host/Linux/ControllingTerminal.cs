using System.Diagnostics;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>The terminal whose keys are signals to this process and to all that it starts in its process group.</summary>
[UnsupportedOSPlatform("windows")]
public static class ControllingTerminal
{
    private const string Terminal = "/dev/tty";
    private const string NewSession = "setsid";

    private static readonly Lazy<bool> Known = new(() =>
    {
        using var terminal = Libc.OpenHandle(Terminal, Libc.ReadOnly);
        return !terminal.IsInvalid;
    });

    /// <summary>Whether there is one.</summary>
    public static bool IsThere => Known.Value;

    /// <summary>
    /// Lets a process be started away from the terminal. Ctrl-C is for this program, which then ends in order what it has started; a
    /// helper that got it too would be gone by then. It costs the start of one small program, so nothing is done where there is no terminal.
    /// </summary>
    /// <param name="start">How it would be started; changed.</param>
    /// <returns>The same.</returns>
    public static ProcessStartInfo Shield(ProcessStartInfo start)
    {
        if (!IsThere) return start;
        start.ArgumentList.Insert(0, start.FileName);
        start.FileName = NewSession;
        return start;
    }
}
