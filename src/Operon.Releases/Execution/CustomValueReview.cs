using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;
using Operon.Text.Json;
using Operon.Text.Spelling;

namespace Operon.Releases.Execution;

/// <summary>
/// Looks whether anything reads a value that somebody sets for a release. Values that belong to no release may be read by releases to come: of
/// those nothing is said.
/// </summary>
/// <param name="state">What there is.</param>
public sealed class CustomValueReview(DocumentView state)
{
    /// <summary>Why nothing reads it.</summary>
    /// <param name="value">The reference that was set.</param>
    /// <returns>A warning of <see cref="ExecutionRules.Unread"/>; null: something reads it, or may.</returns>
    public Diagnostic? Of(Reference value)
    {
        if (value.Type != DocumentTypes.Custom || value.Release is not { Length: > 0 } || value.Path.Length == 0) return null;
        var place = value.WithoutFragment.ToString();
        if (ReadyRun.Waiting(state).SelectMany(r => ReadBy(r.Document.Functions[^1].Inputs)).Contains(place)) return null;
        if (!Reference.Parse(state.Resolve((value with { Type = null, Subpath = "", Fragment = "" }).ToString())).TryGet(out var release, out _) || ReleaseDocument.Find(state, release) is not { } document) return NoRelease(value);
        var resolved = release.Of(DocumentTypes.Custom, value.Subpath).ToString();
        List<string> read = [.. document.Tasks.SelectMany(t => ReadBy(t.Inputs)).Concat(RunsOf(release, document)).Distinct()];
        if (read.Contains(resolved) || read.Contains(place)) return null;
        var custom = release.Of(DocumentTypes.Custom, "").ToString().TrimEnd('/') + "/";
        List<string> names = [.. read.Where(r => r.StartsWith(custom, StringComparison.Ordinal)).Select(r => r[custom.Length..]).Order(StringComparer.Ordinal)];
        return new Diagnostic(ExecutionRules.Unread, $"nothing reads {place}")
        {
            Expected = Suggestion.For(value.Subpath, names) is { } near ? $"did you mean {custom}{near}?" : names.Count > 0 ? $"what {release} reads: {string.Join(", ", names.Take(20).Select(n => custom + n))}" : $"a value that {release} reads, and it reads none",
        };
    }

    private Diagnostic NoRelease(Reference value)
    {
        var releases = ReleaseNumbers.Of(state, value.Package);
        var problem = new Diagnostic(ExecutionRules.Unread, releases.Count == 0 ? $"nothing reads {value}: {value.Package} has no release" : $"nothing reads {value}: {value.Package} has no release '{value.Release}', the newest is {releases[^1].Release}");
        if (releases.Count > 0) return problem;
        var near = Suggestion.For(value.Package.ToString(), ReleaseNumbers.Packages(state).Select(p => p.ToString()));
        return problem with { Expected = near is null ? null : $"did you mean {value.ToString().Replace(value.Package.ToString(), near, StringComparison.Ordinal)}?" };
    }

    private IEnumerable<string> RunsOf(Reference release, ReleaseDocument document) =>
        document.Tasks.SelectMany(t => RunDocument.NumbersOf(state, t.In(release)).Select(n => RunDocument.Find(state, RunDocument.Of(t.In(release), n)))).OfType<RunDocument>().SelectMany(r => r.Functions).SelectMany(f => ReadBy(f.Inputs));

    private static IEnumerable<string> ReadBy(JsonObject inputs) =>
        inputs.Properties.Values.Select(i => i["ref"]?.AsText).OfType<string>().Select(Reference.Parse).Where(r => r.IsOk).Select(r => r.Value.WithoutFragment.ToString());
}
