using System.Runtime.Versioning;
using Operon.Releases.Checkouts;
using Operon.Releases.References;
using Operon.Text.Json;

namespace Operon.Cli.Terminal.Releases;

/// <summary>What a run of a task has printed.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseLog
{
    /// <summary>What the store has of it: all, once the run waits or has ended.</summary>
    public static IReadOnlyList<string> Of(ReleaseSession session, Reference run) =>
        session.Work.State.View.Find(run.Below("logs"))?.Body is JsonArray lines ? [.. lines.Items.Select(l => l["message"]?.AsText).OfType<string>().Select(session.Surroundings.Secrets.Mask)] : [];

    /// <summary>That, and what a run that goes on on this machine has printed by now.</summary>
    public static IReadOnlyList<string> SoFar(ReleaseSession session, Reference run)
    {
        var stored = Of(session, run);
        using var live = TaskLines.Find(session.Work.Runs, run, session.Work.Time);
        return live is null ? stored : [.. stored, .. live.SoFar().Select(session.Surroundings.Secrets.Mask)];
    }
}
