using System.Buffers;
using Operon.Text.Diagnostics;

namespace Operon.Text.References;

/// <summary>
/// The parts of an image reference as it is written, by the grammar of the Docker distribution (0.5):
/// <c>[domain/]path[:tag][@digest]</c>. Nothing is added or changed: <c>alpine</c> has no domain and no tag here, and
/// <c>library/alpine</c> has the domain <c>library</c>. To find out which registry is meant is the task of who pulls.
/// </summary>
public sealed record DockerReference
{
    /// <summary>The most characters that domain and path may have together with the slash between them.</summary>
    public const int MaximumNameLength = 255;

    private const int MaximumTagLength = 128;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private DockerReference(string? domain, string path, string? tag, string? digest)
    {
        Domain = domain;
        Path = path;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>What stands before the first slash if it can be a host with or without a port; else null.</summary>
    public string? Domain { get; }

    /// <summary>The name of the repository without the domain; in lower case, as the grammar knows nothing else.</summary>
    public string Path { get; }

    /// <summary>What follows the colon, or null.</summary>
    public string? Tag { get; }

    /// <summary>Algorithm and lower-case hexadecimal digits, such as <c>sha256:…</c>, or null.</summary>
    public string? Digest { get; }

    /// <summary>Domain and path as written.</summary>
    public string Name => Domain is null ? Path : $"{Domain}/{Path}";

    /// <summary>Takes a reference apart.</summary>
    /// <returns>The parts, or a diagnostic of <see cref="ReferenceRules.MalformedImageReference"/>.</returns>
    public static Result<DockerReference> Parse(string text)
    {
        if (text.Length == 0) return Malformed("an image reference is empty");

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : text[(at + 1)..];
        var rest = at < 0 ? text : text[..at];

        var colon = rest.IndexOf(':', rest.LastIndexOf('/') + 1);
        var tag = colon < 0 ? null : rest[(colon + 1)..];
        var name = colon < 0 ? rest : rest[..colon];

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var domain = slash > 0 && IsDomain(name.AsSpan(0, slash)) ? name[..slash] : null;
        var path = domain is null ? name : name[(slash + 1)..];

        if (!IsPath(path))
        {
            return path.Any(char.IsAsciiLetterUpper) && IsPath(path.ToLowerInvariant())
                ? Malformed($"the image reference '{text}' has upper-case letters in its repository", fix: $"write '{path.ToLowerInvariant()}'")
                : Malformed($"'{text}' is no image reference");
        }

        if (name.Length > MaximumNameLength) return Malformed($"the name in the image reference '{text}' has {name.Length} characters", $"at most {MaximumNameLength}");
        if (tag is not null && !IsTag(tag)) return Malformed($"'{tag}' in the image reference '{text}' is no tag", "letters, digits, '_', '.' and '-', at most 128, starting with neither '.' nor '-'");
        if (digest is not null && !IsDigest(digest)) return Malformed($"'{digest}' in the image reference '{text}' is no digest", "sha256, sha384 or sha512, a colon, and 64, 96 or 128 lower-case hexadecimal digits");
        return new DockerReference(domain, path, tag, digest);
    }

    /// <summary>The reference as it was written.</summary>
    public override string ToString() => Name + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    private static Diagnostic Malformed(string message, string? expected = "[domain/]path[:tag][@digest]", string? fix = null) =>
        new(ReferenceRules.MalformedImageReference, message) { Expected = expected, Fix = fix };

    private static bool IsDomain(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon >= 0)
        {
            var port = text[(colon + 1)..];
            if (port.IsEmpty || port.ContainsAnyExceptInRange('0', '9')) return false;
            text = text[..colon];
        }

        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-') return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            }
        }

        return true;
    }

    private static bool IsPath(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('/'))
        {
            if (!IsPathComponent(text[range])) return false;
        }

        return true;
    }

    // Letters and digits, with one '.', one or two '_', or any number of '-' between them.
    private static bool IsPathComponent(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !IsAlphanumeric(text[0]) || !IsAlphanumeric(text[^1])) return false;
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && !IsAlphanumeric(text[i])) i++;
            var separator = text[start..i];
            if (!(separator is "" or "." or "_" or "__" || !separator.ContainsAnyExcept('-'))) return false;
            while (i < text.Length && IsAlphanumeric(text[i])) i++;
        }

        return true;
    }

    private static bool IsAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static bool IsTag(string text)
    {
        if (text.Length is 0 or > MaximumTagLength || text[0] is '.' or '-') return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-')) return false;
        }

        return true;
    }

    private static bool IsDigest(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var digits = text.AsSpan(colon + 1);
        var length = colon < 0 ? 0 : text[..colon] switch { "sha256" => 64, "sha384" => 96, "sha512" => 128, _ => 0 };
        return length > 0 && digits.Length == length && !digits.ContainsAnyExcept(HexDigits);
    }
}
