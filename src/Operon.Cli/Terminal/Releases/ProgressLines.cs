using System.Collections.Concurrent;
using System.Globalization;
using Operon.Cli.Terminal;
using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Releases;

/// <summary>Tells what happens line by line (releases, section 4).</summary>
/// <param name="target">Standard error.</param>
/// <param name="clock">Measures.</param>
/// <param name="secrets">What is hidden.</param>
/// <param name="at">Where the user stands.</param>
internal sealed class ProgressLines(TextWriter target, TimeProvider clock, SecretRegistry secrets, Standpoint at) : IWorkObserver
{
    private readonly ConcurrentDictionary<Reference, long> started = new();
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public void StatusChanged(Reference run, string before, string status)
    {
        if (status == RunStatus.Running) started[run] = clock.GetTimestamp();
        var took = status != RunStatus.Running && started.TryRemove(run, out var since) ? string.Create(CultureInfo.InvariantCulture, $" ({clock.GetElapsedTime(since).TotalSeconds:0.0}s)") : "";
        Write(before.Length == 0 ? $"{NameOf(run)}: {status}" : $"{NameOf(run)}: {before} -> {(status == RunStatus.Complete ? "done" : status)}{took}");
    }

    /// <inheritdoc/>
    public void Printed(Reference run, LogLine line) => Write($"{NameOf(run)}: {VisibleText.Of(line.Message, int.MaxValue)}");

    /// <inheritdoc/>
    public void Failed(Reference run, Diagnostic why) => Write($"{NameOf(run)}: failed", why);

    /// <inheritdoc/>
    public void Updated(Reference document) => Write($"Updated {document}");

    /// <inheritdoc/>
    public void Warned(Diagnostic warning) => Write(null, warning);

    private static string NameOf(Reference run)
    {
        var name = run.Subpath.LastIndexOf('/') is var slash and > 0 ? $"{run.Subpath[..slash]} [{run.Subpath[(slash + 1)..]}]" : run.Subpath;
        return $"{run.Repository} > {run.Path} > {(run.Type == DocumentTypes.Deploy ? "Deploy to" : "Task:")} {name}";
    }

    private void Write(string? line, Diagnostic? problem = null)
    {
        lock (gate)
        {
            if (line is not null) target.WriteLine(secrets.Mask(line));
            if (problem is not null) new DiagnosticRenderer(target).Write(secrets.Mask(at.Spell(problem)));
        }
    }
}
