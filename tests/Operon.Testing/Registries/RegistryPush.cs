using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Operon.Testing.Registries;

/// <summary>Puts images into registries.</summary>
public sealed class RegistryPush : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string root;

    /// <summary>Speaks with one repository.</summary>
    /// <param name="host">Host and port of the registry.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="login">User and password with a colon between; null for none.</param>
    public RegistryPush(string host, string repository, string? login = null)
    {
        root = $"http://{host}/v2/{repository}/";
        if (login is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login)));
    }

    /// <summary>Pushes the one image of an OCI layout directory.</summary>
    /// <returns>The digest of its manifest.</returns>
    public async Task<string> LayoutAsync(string layout, string tag)
    {
        var index = JsonNode.Parse(await File.ReadAllTextAsync(layout + "/index.json"))!;
        var digest = (string)index["manifests"]![0]!["digest"]!;
        var manifest = await File.ReadAllBytesAsync(BlobOf(layout, digest));
        var document = JsonNode.Parse(manifest)!;
        foreach (var part in document["layers"]!.AsArray().Append(document["config"]!.DeepClone()).ToList()) await BlobAsync(await File.ReadAllBytesAsync(BlobOf(layout, (string)part!["digest"]!)));
        await ManifestAsync(tag, manifest, (string?)document["mediaType"] ?? "application/vnd.oci.image.manifest.v1+json");
        return digest;
    }

    /// <summary>Pushes a blob.</summary>
    /// <returns>Its digest.</returns>
    public async Task<string> BlobAsync(byte[] content)
    {
        var digest = DigestOf(content);
        using var begun = await client.PostAsync(new Uri(root + "blobs/uploads/"), null);
        begun.EnsureSuccessStatusCode();
        var location = new Uri(new Uri(root), begun.Headers.Location!);
        using var body = new ByteArrayContent(content);
        using var put = await client.PutAsync(new Uri($"{location}{(location.Query.Length > 0 ? '&' : '?')}digest={Uri.EscapeDataString(digest)}"), body);
        put.EnsureSuccessStatusCode();
        return digest;
    }

    /// <summary>Pushes a manifest or index.</summary>
    /// <returns>Its digest.</returns>
    public async Task<string> ManifestAsync(string tag, byte[] json, string mediaType)
    {
        using var body = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        using var put = await client.PutAsync(new Uri($"{root}manifests/{tag}"), body);
        if (!put.IsSuccessStatusCode) throw new InvalidOperationException(await put.Content.ReadAsStringAsync());
        return DigestOf(json);
    }

    /// <summary>How content is named.</summary>
    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static string BlobOf(string layout, string digest) => $"{layout}/blobs/sha256/{digest["sha256:".Length..]}";
}
