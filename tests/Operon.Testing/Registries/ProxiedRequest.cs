namespace Operon.Testing.Registries;

/// <summary>A request that came to a <see cref="FaultyProxy"/>.</summary>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Path">With the query.</param>
/// <param name="Headers">By name, in any case.</param>
/// <param name="Earlier">How many with this method and path came before.</param>
public sealed record ProxiedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, int Earlier)
{
    /// <summary>Whether it asks for a blob.</summary>
    public bool IsBlob => Method == "GET" && Path.Contains("/blobs/", StringComparison.Ordinal);

    /// <summary>Whether it asks for a manifest.</summary>
    public bool IsManifest => Path.Contains("/manifests/", StringComparison.Ordinal);
}
