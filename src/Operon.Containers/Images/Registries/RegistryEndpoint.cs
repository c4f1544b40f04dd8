using System.Net;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images.Registries;

/// <summary>A repository and where its registry answers (OCI distribution specification).</summary>
/// <param name="Registry">How references call the registry, such as <c>docker.io</c>.</param>
/// <param name="Repository">Such as <c>library/alpine</c>.</param>
/// <param name="Root">Such as <c>https://registry-1.docker.io/v2/library/alpine/</c>.</param>
internal sealed record RegistryEndpoint(string Registry, string Repository, Uri Root)
{
    private const string Hub = "docker.io";
    private const string HubHost = "registry-1.docker.io";

    /// <summary>The endpoint of a reference: HTTPS, but plain HTTP on this machine's own addresses.</summary>
    public static Result<RegistryEndpoint> Of(ImageReference reference)
    {
        var host = reference.Registry == Hub ? HubHost : reference.Registry;
        return Uri.TryCreate($"https://{host}/v2/{reference.Repository}/", UriKind.Absolute, out var secure)
            ? new RegistryEndpoint(reference.Registry, reference.Repository, IsLoopback(secure) ? new UriBuilder(secure) { Scheme = Uri.UriSchemeHttp, Port = secure.IsDefaultPort ? 80 : secure.Port }.Uri : secure)
            : new Diagnostic(ImageRules.RegistryUnreachable, $"'{reference.Registry}' is no address of a registry");
    }

    /// <summary>How credential stores call it.</summary>
    public string Resource => $"{Registry}/{Repository}";

    /// <summary>Whether an address is this machine's own.</summary>
    public static bool IsLoopback(Uri address) => address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>Whether a secret may be sent there.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address));
}
