using Operon.Content;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.References;

namespace Operon.Containers.Images;

/// <summary>
/// Names an image, normalised as docker does: <c>alpine</c> is <c>docker.io/library/alpine:latest</c>. Repositories
/// are lower-cased; tag and digest stay as they are (opspec 1.7, 12).
/// </summary>
public sealed record ImageReference
{
    private const string DefaultRegistry = "docker.io";

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
    /// <returns>It, or <see cref="ReferenceRules.MalformedImageReference"/>.</returns>
    public static Result<ImageReference> Parse(string text)
    {
        // A bare digest, with or without the algorithm, names an image of the local store.
        if (Content.Digest.TryParse(text, out var bare) || Content.Digest.TryParse("sha256:" + text, out bare))
        {
            return new ImageReference("", "", null, bare);
        }

        if (!DockerReference.Parse(LowerRepository(text)).TryGet(out var parts, out var failure)) return DockerReference.Parse(text).Error ?? failure;

        Digest? digest = null;
        if (parts.Digest is not null)
        {
            if (!Content.Digest.TryParse(parts.Digest, out var parsed))
            {
                return new Diagnostic(ReferenceRules.MalformedImageReference, $"the digest in the image reference '{text}' is not by sha256") { Expected = "sha256: and 64 hexadecimal digits" };
            }

            digest = parsed;
        }

        var (registry, repository) = Locate(parts);
        return new ImageReference(registry, repository, parts.Tag ?? (digest is null ? "latest" : null), digest);
    }

    /// <summary>The normalised form.</summary>
    public override string ToString() =>
        Registry.Length == 0 ? Digest.ToString()! : $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    private static (string Registry, string Repository) Locate(DockerReference parts)
    {
        var isHost = parts.Domain is { } domain && (domain == "localhost" || domain.AsSpan().ContainsAny('.', ':'));
        var registry = isHost && parts.Domain != "index.docker.io" ? parts.Domain! : DefaultRegistry;
        var repository = isHost ? parts.Path : parts.Name;
        return (registry, registry == DefaultRegistry && !repository.Contains('/') ? "library/" + repository : repository);
    }

    private static string LowerRepository(string text)
    {
        var at = text.IndexOf('@');
        var name = at < 0 ? text : text[..at];
        var colon = name.IndexOf(':', name.LastIndexOf('/') + 1);
        var length = colon < 0 ? name.Length : colon;
        return text[..length].ToLowerInvariant() + text[length..];
    }
}
