using System.Security.Cryptography;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Jobs;

/// <summary>
/// The workflow commands of GitHub Actions. A service that obeys lines of a log must not obey those of containers: all but
/// our own stand between <c>stop-commands</c> and a word that nobody can guess.
/// </summary>
/// <param name="workingDirectory">What the names of files start from.</param>
/// <param name="workspace">The checkout, from which the service counts; null when it does not say.</param>
internal sealed class GitHubWords(string workingDirectory, string? workspace) : IJobWords
{
    private const int TokenBytes = 20;
    private const int LongestTitle = 200;
    private string token = "";

    public string Suspend()
    {
        token = $"operon-{RandomNumberGenerator.GetHexString(2 * TokenBytes, lowercase: true)}";
        return $"::stop-commands::{token}";
    }

    public string Resume() => $"::{token}::";

    public string Begin(string name, string title, DateTimeOffset at) => $"::group::{Escaped(VisibleText.Of(title, LongestTitle))}";

    public string End(string name, DateTimeOffset at) => "::endgroup::";

    public string Notice(Diagnostic diagnostic)
    {
        var command = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        var root = diagnostic.RootCause;
        var place = "";
        for (var at = diagnostic; at is not null; at = at.Cause)
        {
            if (at.Span is { } span && Place(span) is { } found) place = found;
        }

        var lines = new List<string> { diagnostic.ToString() };
        if (root.Expected is { } expected) lines.Add($"expected: {expected}");
        if (root.Fix is { } fix) lines.Add($"fix: {fix}");
        return $"::{command} {place}title={Property($"{root.Code}: {root.Rule.Title}")}::{Escaped(string.Join('\n', lines))}";
    }

    private string? Place(SourceSpan span)
    {
        // Only a file of the checkout can be shown; others, and texts that are no file, have no place there.
        if (workspace is null) return null;
        var path = Path.GetRelativePath(workspace, Path.GetFullPath(span.Source.Name, workingDirectory));
        if (path.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(path) || !File.Exists(Path.Combine(workspace, path))) return null;
        var (line, column) = span.Source.Position(span.Start);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"file={Property(path)},line={line},col={column},");
    }

    private static string Escaped(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Escaped(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
