using System.Globalization;
using System.Net;

namespace Operon.Containers.Images.Registries;

/// <summary>
/// The proxy that variables name, as other programs read them: <c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c>, <c>ALL_PROXY</c> and
/// <c>NO_PROXY</c>, also in lower case. This machine's own addresses are never asked through a proxy.
/// </summary>
/// <param name="environment">Looks a variable up; null when it is not set.</param>
internal sealed class EnvironmentProxy(Func<string, string?> environment) : IWebProxy
{
    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; } = new ProxyCredentials(environment);

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : Named(environment, destination.Scheme);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => RegistryEndpoint.IsLoopback(host) || (Variable(environment, "NO_PROXY") is { } exceptions && exceptions.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Any(e => Covers(e, host)));

    private static bool Covers(string exception, Uri address)
    {
        if (exception == "*") return true;
        var colon = exception.LastIndexOf(':');
        if (colon > 0 && exception.IndexOf(':', StringComparison.Ordinal) == colon)
        {
            if (exception[(colon + 1)..] != address.Port.ToString(CultureInfo.InvariantCulture)) return false;
            exception = exception[..colon];
        }

        var host = address.Host.Trim('[', ']');
        if (IPNetwork.TryParse(exception, out var network)) return IPAddress.TryParse(host, out var ip) && network.Contains(ip);
        var name = exception.TrimStart('*').TrimStart('.');
        return name.Length > 0 && (host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
    }

    private static Uri? Named(Func<string, string?> environment, string scheme)
    {
        var text = (scheme == Uri.UriSchemeHttps ? Variable(environment, "HTTPS_PROXY") : Variable(environment, "HTTP_PROXY")) ?? Variable(environment, "ALL_PROXY");
        if (text is null) return null;
        return Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var proxy) ? proxy : null;
    }

    private static string? Variable(Func<string, string?> environment, string name) =>
        environment(name) is { Length: > 0 } upper ? upper : environment(name.ToLowerInvariant()) is { Length: > 0 } lower ? lower : null;

    // User and password stand in the proxy's own address and are for the proxy alone.
    private sealed class ProxyCredentials(Func<string, string?> environment) : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            foreach (var scheme in (string[])[Uri.UriSchemeHttps, Uri.UriSchemeHttp])
            {
                if (Named(environment, scheme) is { UserInfo.Length: > 0 } proxy && proxy.Authority == uri.Authority)
                {
                    var parts = proxy.UserInfo.Split(':', 2);
                    return new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""));
                }
            }

            return null;
        }
    }
}
