using System.Net.Http.Headers;
using Operon.Host.Credentials;

namespace Operon.Containers.Images.Registries;

/// <summary>A question to a registry.</summary>
/// <param name="Endpoint">Whom.</param>
/// <param name="Path">Relative to the repository, such as <c>blobs/sha256:…</c>.</param>
/// <param name="What">How messages call it.</param>
/// <param name="Login">What to log in with, if it asks.</param>
internal sealed record RegistryRequest(RegistryEndpoint Endpoint, string Path, string What, Login? Login)
{
    /// <summary>GET or HEAD.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Media types that are understood; empty for any.</summary>
    public string[] Accept { get; init; } = [];

    /// <summary>The first byte that is wanted.</summary>
    public long From { get; init; }

    /// <summary>Whether to try again when it does not work at once.</summary>
    public bool IsPatient { get; init; } = true;

    /// <summary>The request to a server; it may be another one that the registry has led to.</summary>
    public HttpRequestMessage Describe(Uri address)
    {
        var message = new HttpRequestMessage(Method, address);
        foreach (var type in Accept) message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        if (From > 0) message.Headers.Range = new RangeHeaderValue(From, null);
        return message;
    }
}
