using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Live;

/// <summary>The call in which a run failed.</summary>
/// <param name="Call">As it was when it ended.</param>
/// <param name="Last">The last lines it wrote; null for one that writes none.</param>
internal sealed record FailedCall(LiveCall Call, LastLines? Last)
{
    private const int IdDigits = 8;

    /// <summary>The command that shows more: all that a container wrote, else the calls of the run.</summary>
    public string Command(string run)
    {
        var id = run[..Math.Min(run.Length, IdDigits)];
        if (Call.Kind != "container") return $"operon runs show {id}";
        var path = VisibleText.Of(Call.Path, int.MaxValue);
        return $"operon runs logs {id} --call {(path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'")}";
    }
}
