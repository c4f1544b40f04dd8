using System.Text.RegularExpressions;
using Operon.Content;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>
/// Names an image, normalised as docker does: <c>alpine</c> is <c>docker.io/library/alpine:latest</c>. Repositories
/// are lower-cased; tag and digest stay as they are (opspec 1.7, 12).
/// </summary>
public sealed partial record ImageReference
{
    private const string DefaultRegistry = "docker.io";
    private const int LongestName = 255;

    private ImageReference(string registry, string repository, string? tag, Digest? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host and port, such as <c>docker.io</c>; empty when the image is named by its digest alone.</summary>
    public string Registry { get; }

    /// <summary>Path at the registry, such as <c>library/alpine</c>; empty when the image is named by its digest alone.</summary>
    public string Repository { get; }

    /// <summary>The tag; <c>latest</c> when neither it nor a digest was written.</summary>
    public string? Tag { get; }

    /// <summary>The digest of the manifest, where one was written.</summary>
    public Digest? Digest { get; }

    /// <summary>Reads a reference.</summary>
    /// <returns>It, or <see cref="ImageRules.InvalidReference"/>.</returns>
    public static Result<ImageReference> Parse(string text)
    {
        if (text.Length == 0) return Invalid("the image reference is empty: invalid reference format");

        // A bare digest, with or without the algorithm, names an image of the local store.
        if (Content.Digest.TryParse(text, out var bare) || Content.Digest.TryParse("sha256:" + text, out bare))
        {
            return new ImageReference("", "", null, bare);
        }

        var parts = Parts().Match(text);
        if (!parts.Success) return Invalid($"'{text}' is no image reference: invalid reference format");

        Digest? digest = null;
        if (parts.Groups["digest"] is { Success: true } written)
        {
            if (!Content.Digest.TryParse(written.Value, out var parsed)) return Invalid($"'{written.Value}' in '{text}' is no digest: invalid reference format");
            digest = parsed;
        }

        var name = parts.Groups["name"].Value.ToLowerInvariant();
        var (registry, repository) = Split(name);
        if (!RegistryPattern().IsMatch(registry) || !RepositoryPattern().IsMatch(repository))
        {
            return Invalid($"'{text}' is no image reference: invalid reference format");
        }

        if (registry.Length + repository.Length >= LongestName) return Invalid($"the repository in '{text[..32]}…' has more than {LongestName} characters");

        var tag = parts.Groups["tag"] is { Success: true } t ? t.Value : digest is null ? "latest" : null;
        return new ImageReference(registry, repository, tag, digest);
    }

    /// <summary>The normalised form.</summary>
    public override string ToString() =>
        Registry.Length == 0 ? Digest.ToString()! : $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    private static (string Registry, string Repository) Split(string name)
    {
        var slash = name.IndexOf('/');
        var first = slash < 0 ? "" : name[..slash];
        var isHost = first.Contains('.') || first.Contains(':') || first == "localhost";
        var (registry, repository) = isHost ? (first, name[(slash + 1)..]) : (DefaultRegistry, name);
        if (registry == "index.docker.io") registry = DefaultRegistry;
        return registry == DefaultRegistry && !repository.Contains('/') ? (registry, "library/" + repository) : (registry, repository);
    }

    private static Diagnostic Invalid(string message) => new(ImageRules.InvalidReference, message)
    {
        Expected = "[REGISTRY/]REPOSITORY[:TAG][@sha256:DIGEST], such as alpine:3.20 or ghcr.io/owner/name",
    };

    // A colon starts a tag only after the last slash; before it, a port.
    [GeneratedRegex(@"^(?<name>[^@\s]*?[^@:/\s]+)(:(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(@(?<digest>[^@\s]+))?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])(\.([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9]))*|\[[0-9a-f:]+\])(:[0-9]+)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RegistryPattern();

    [GeneratedRegex(@"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RepositoryPattern();
}
