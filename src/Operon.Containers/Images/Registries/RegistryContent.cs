using Operon.Content;
using Operon.Host.Credentials;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images.Registries;

/// <summary>The parts of an image, at its registry.</summary>
internal sealed class RegistryContent(RegistryClient client, RegistryEndpoint endpoint, Login? login, bool isPatient) : IImageContent
{
    private static readonly string[] ManifestTypes = [OciManifest.IndexType, OciManifest.ManifestType, OciManifest.DockerListType, OciManifest.DockerManifestType];
    private readonly Dictionary<string, byte[]> read = new(StringComparer.Ordinal);

    /// <summary>Is told of the bytes of layers.</summary>
    public IPullProgress? Progress { get; init; }

    /// <summary>What a tag or digest means now, without fetching it; null when the registry does not say.</summary>
    public async Task<Result<Digest?>> AskAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        if (!(await client.SendAsync(Manifest(tagOrDigest) with { Method = HttpMethod.Head }, cancellationToken)).TryGet(out var response, out var failure)) return failure;
        using (response) return DigestOf(response) is { } digest ? digest : (Digest?)null;
    }

    /// <summary>Fetches the manifest or index that a tag or digest means.</summary>
    /// <returns>Its descriptor; the document can be opened by it.</returns>
    public async Task<Result<OciDescriptor>> FindAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        if (!(await client.SendAsync(Manifest(tagOrDigest), cancellationToken)).TryGet(out var response, out var failure)) return failure;
        using (response)
        {
            if (response.Content.Headers.ContentLength > ImageDocuments.LongestDocument) return TooLong();
            if (await RegistryBody.ReadAsync(response, ImageDocuments.LongestDocument, cancellationToken) is not { } json)
            {
                return new Diagnostic(ImageRules.RegistryFailed, $"{endpoint.Registry} did not send the whole manifest of {endpoint.Repository}, or one of more than {ImageDocuments.LongestDocument >> 20} MiB");
            }

            var digest = Digest.Of(json);
            if ((Digest.TryParse(tagOrDigest, out var asked) ? asked : DigestOf(response)) is { } wanted && wanted != digest)
            {
                return new Diagnostic(ImageRules.DigestMismatch, $"{endpoint.Registry} sent a manifest with the digest {digest} for {wanted}");
            }

            read[digest.ToString()] = json;
            return new OciDescriptor { MediaType = response.Content.Headers.ContentType?.MediaType, Digest = digest.ToString(), Size = json.Length };
        }
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(OciDescriptor part, CancellationToken cancellationToken)
    {
        var digest = part.Digest!;
        if (read.TryGetValue(digest, out var document)) return new MemoryStream(document);
        if (ManifestTypes.Contains(part.MediaType))
        {
            var found = await FindAsync(digest, cancellationToken);
            return found.IsOk ? new MemoryStream(read[digest]) : throw new ContentException(found.Error!);
        }

        var request = new RegistryRequest(endpoint, $"blobs/{digest}", $"the part {digest} of {endpoint.Repository}", login) { IsPatient = isPatient };
        var blob = new BlobStream(client, request, part.Size);
        try
        {
            await blob.OpenAsync(cancellationToken);
            return Progress is null ? blob : new CountedStream(blob, Digest.TryParse(digest, out var layer) ? layer : default, part.Size, Progress);
        }
        catch
        {
            await blob.DisposeAsync();
            throw;
        }
    }

    private static Digest? DigestOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.TryParse(values.FirstOrDefault(), out var digest) ? digest : null;

    private static Diagnostic TooLong() => new(ImageRules.TooLarge, $"the manifest is longer than {ImageDocuments.LongestDocument >> 20} MiB");

    private RegistryRequest Manifest(string tagOrDigest) =>
        new(endpoint, $"manifests/{tagOrDigest}", $"image {endpoint.Registry}/{endpoint.Repository}{(tagOrDigest.Contains(':', StringComparison.Ordinal) ? '@' : ':')}{tagOrDigest}", login) { Accept = ManifestTypes, IsPatient = isPatient };
}
