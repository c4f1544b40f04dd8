using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images.Registries;

/// <summary>
/// Requests to registries and to the servers that they lead to. Follows redirects itself, so that a login is never sent to
/// another server than the one it is for, nor over a connection that others can read. Headers are bounded.
/// </summary>
internal sealed class RegistryHttp : IDisposable
{
    private const int MostRedirects = 5;
    private const int LongestHeaderKilobytes = 64;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    private readonly HttpClient client;

    public RegistryHttp(Func<string, string?> environment, TimeSpan connectTimeout) => client = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = connectTimeout,
        Proxy = new EnvironmentProxy(environment),
        MaxResponseHeadersLength = LongestHeaderKilobytes,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "operon" } },
    };

    /// <summary>Asks, following redirects. The body of the answer is not read yet.</summary>
    /// <param name="describe">Makes the request for an address.</param>
    /// <param name="address">Whom to ask.</param>
    /// <param name="authorization">For <paramref name="address"/>, and for no other server.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The answer, whatever its status, and who gave it; or <see cref="ImageRules.RegistryUnreachable"/>, <see cref="ImageRules.RegistryFailed"/>.</returns>
    public async Task<Result<(HttpResponseMessage Response, Uri From)>> SendAsync(Func<Uri, HttpRequestMessage> describe, Uri address, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var at = address;
        for (var hops = 0; hops <= MostRedirects; hops++)
        {
            using var request = describe(at);
            if (authorization is not null && IsSameServer(at, address) && RegistryEndpoint.IsSafe(at)) request.Headers.Authorization = authorization;
            if (!(await SendOnceAsync(request, at, cancellationToken)).TryGet(out var response, out var failure)) return failure;
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location) return (response, at);

            response.Dispose();
            var next = new Uri(at, location);
            if (!(next.Scheme == Uri.UriSchemeHttps || (next.Scheme == at.Scheme && next.Scheme == Uri.UriSchemeHttp)))
            {
                return new Diagnostic(ImageRules.RegistryFailed, $"{at.Authority} leads on to {next.Scheme}://{next.Authority}, which is not protected") { Expected = "https" };
            }

            at = next;
        }

        return new Diagnostic(ImageRules.RegistryFailed, $"{address.Authority} leads on more than {MostRedirects} times");
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static bool IsSameServer(Uri one, Uri other) => one.Scheme == other.Scheme && string.Equals(one.Authority, other.Authority, StringComparison.OrdinalIgnoreCase);

    private async Task<Result<HttpResponseMessage>> SendOnceAsync(HttpRequestMessage request, Uri at, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(LongestAnswer);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bounded.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable(at, e.InnerException is TimeoutException ? "no connection in time" : "no answer in time");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse)
        {
            return new Diagnostic(ImageRules.RegistryFailed, $"the answer of {at.Authority} is not HTTP, or has too long headers");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Unreachable(at, Reason(e));
        }
    }

    /// <summary>Why a connection failed, in few words.</summary>
    public static string Reason(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SocketException socket:
                    return socket.SocketErrorCode switch
                    {
                        SocketError.ConnectionRefused => "connection refused",
                        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its name is not known",
                        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "no way leads there",
                        SocketError.ConnectionReset => "the connection was cut",
                        _ => socket.Message,
                    };
                case AuthenticationException:
                    return "its certificate is not trusted, or it does not speak TLS";
                case HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError }:
                    return "the proxy refuses";
                case HttpIOException or EndOfStreamException:
                    return "the connection was cut";
                default:
                    break;
            }
        }

        return exception.Message.TrimEnd('.');
    }

    private static Diagnostic Unreachable(Uri at, string reason) => new(ImageRules.RegistryUnreachable, $"{at.Authority} cannot be reached: {reason}");
}
