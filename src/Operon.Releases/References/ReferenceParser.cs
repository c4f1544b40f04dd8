using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.References;

/// <summary>Reads references (releases, section 3.1).</summary>
internal sealed class ReferenceParser
{
    private const string Here = ".";
    private const string ThisRepository = "-";
    private const string Glued = ".star@";

    private readonly string text;
    private readonly string[] segments;
    private readonly string? fragment;
    private readonly List<string> path = [];
    private string repository = "";
    private string? release;
    private int at;

    private ReferenceParser(string text)
    {
        this.text = text;
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var address = hash < 0 ? text : text[..hash];
        fragment = hash < 0 ? null : text[(hash + 1)..];
        if (address.StartsWith("//", StringComparison.Ordinal)) address = $"{Here}/{ThisRepository}/{address[2..]}";
        segments = address.Split('/');
    }

    public static Result<Reference> Parse(string text) => new ReferenceParser(text).Read();

    private Result<Reference> Read()
    {
        if (ReadPath() is { } wrong) return wrong;
        var reference = new Reference { Repository = repository, Path = string.Join('/', path), Release = release };
        if (at == segments.Length || (at == segments.Length - 1 && segments[at].Length == 0))
        {
            // A slash after the release loses the file, and such references find nothing. Scripts may count on it.
            if (at < segments.Length && release is not null && repository.Length > 0) reference = reference with { Path = "" };
            return fragment is null || release is not null ? WithFragment(reference) : Wrong("a fragment without a document", "a release or a document before the #");
        }

        return ReadDocument(reference);
    }

    // Up to the release, or to what follows `./`.
    private Diagnostic? ReadPath()
    {
        for (; at < segments.Length; at++)
        {
            var segment = segments[at];
            if (segment == ThisRepository && at > 0)
            {
                repository = string.Join('/', path);
                path.Clear();
            }
            else if (segment is ['@' or '+', ..])
            {
                release = segment[1..];
                at++;
                return null;
            }
            else if (segment is ['-', ..] && at > 0)
            {
                return Wrong($"'{segment}' begins with -", "- alone between the repository and the path");
            }
            else if (segment.Contains('@', StringComparison.Ordinal))
            {
                return Wrong($"'{segment}' has an @ inside", "@ only at the beginning of a release", segment.Contains(Glued, StringComparison.Ordinal) ? $"write {text.Replace(Glued, ".star/@", StringComparison.Ordinal)}" : null);
            }
            else if (segment.Length > 0 || at == 0)
            {
                path.Add(segment);
                var isHere = at == 0 && segment == Here && segments is [_, not ThisRepository and not ['@' or '+', ..] and not "", ..];
                if (!isHere) continue;
                at++;
                return null;
            }
        }

        return null;
    }

    private Result<Reference> ReadDocument(Reference reference)
    {
        var word = segments[at];
        if (!DocumentTypes.TryRead(word, out var type) && !IsPattern(word))
        {
            var types = "deploy, task, custom, environment, commit, push or op";
            return Wrong($"'{word}' is no type of document", reference.Path == Here && release is null ? $"{types} after ./" : types, DocumentTypes.Nearest(word) is { } near ? $"write {string.Join('/', [.. segments[..at], near, .. segments[(at + 1)..]])}" : null);
        }

        var rest = segments[(at + 1)..];
        if (rest is [.., ""]) rest = rest[..^1];
        if (rest.FirstOrDefault(s => s is ['@' or '+', ..]) is { } second) return Wrong($"'{second}' follows the type '{word}'", "one release, before the type");
        if (rest.Any(s => s.Contains('=', StringComparison.Ordinal))) return Wrong("a document's name has an =", "a name without =");
        var subpath = string.Join('/', rest);
        return subpath.Length == 0 ? Wrong($"the type '{word}' has no name after it", $"{word}/NAME") : WithFragment(reference with { Type = type, Subpath = subpath });
    }

    private Result<Reference> WithFragment(Reference reference) => fragment is null ? reference : reference with { Fragment = fragment.EndsWith('/') ? fragment[..^1] : fragment };

    private static bool IsPattern(string word) => word.AsSpan().IndexOfAny("*?[{") >= 0;

    private Diagnostic Wrong(string what, string expected, string? fix = null) => new(ReferenceRules.Unreadable, $"the reference '{text}' cannot be read: {what}") { Expected = expected, Fix = fix };
}
