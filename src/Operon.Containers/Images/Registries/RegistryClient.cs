using System.Net;
using System.Net.Http.Headers;
using Operon.Content;
using Operon.Host.Credentials;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images.Registries;

/// <summary>
/// Speaks with registries (OCI distribution specification 1.1, and docker's v2 before it): asks, logs in when asked to, and
/// tries again when a registry is busy or a connection fails. Safe for concurrent use.
/// </summary>
internal sealed class RegistryClient : IDisposable
{
    private const int MostTries = 5;
    private const int MostConnections = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly TimeProvider time;
    private readonly RegistryHttp http;
    private readonly RegistryTokens tokens;

    /// <summary>Makes a client; nothing is connected yet.</summary>
    /// <param name="environment">Looks a variable of the request up, for proxies.</param>
    /// <param name="time">The clock, for pauses.</param>
    public RegistryClient(Func<string, string?> environment, TimeProvider time)
    {
        this.time = time;
        http = new RegistryHttp(environment, ConnectTimeout);
        tokens = new RegistryTokens(http);
    }

    /// <summary>Asks for a manifest or a blob.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>A successful answer, whose body is not read yet; or why there is none.</returns>
    public async Task<Result<HttpResponseMessage>> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var isLast = !request.IsPatient || tries >= MostTries;
            var sent = await AuthorizedAsync(request, cancellationToken);
            if (!sent.TryGet(out var response, out var failure))
            {
                if (isLast || tries >= MostConnections || failure.Rule != ImageRules.RegistryUnreachable) return failure;
                await PauseAsync(tries, null, cancellationToken);
                continue;
            }

            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                var pause = RetryAfter(response);
                if (isLast || !IsTransient(response.StatusCode) || pause > LongestPause) return await RefusedAsync(request, response, pause, cancellationToken);
                await PauseAsync(tries, pause, cancellationToken);
            }
        }
    }

    /// <summary>Waits before another try.</summary>
    public Task PauseAsync(int tries, TimeSpan? asked, CancellationToken cancellationToken) =>
        Task.Delay(asked ?? FirstPause * (1 << Math.Min(tries - 1, 6)), time, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        tokens.Dispose();
        http.Dispose();
    }

    private static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private async Task<Result<HttpResponseMessage>> AuthorizedAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var address = new Uri(request.Endpoint.Root, request.Path);
        var authorization = tokens.Of(request.Endpoint, request.Login);
        for (var isSecond = false; ; isSecond = true)
        {
            if (!(await http.SendAsync(request.Describe, address, authorization, cancellationToken)).TryGet(out var answered, out var failure)) return failure;
            if (answered.Response.StatusCode != HttpStatusCode.Unauthorized || answered.From.Authority != address.Authority) return answered.Response;
            using var refusal = answered.Response;
            if (isSecond || AuthChallenge.Of(refusal.Headers) is not { } challenge) return RegistryTokens.Denied(request.Endpoint, request.Login);
            if (!(await tokens.AnswerAsync(request.Endpoint, challenge, request.Login, authorization, cancellationToken)).TryGet(out authorization, out failure)) return failure;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is not { } asked) return null;
        var pause = asked.Delta ?? asked.Date - time.GetUtcNow();
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private static async Task<Diagnostic> RefusedAsync(RegistryRequest request, HttpResponseMessage response, TimeSpan? pause, CancellationToken cancellationToken)
    {
        var registry = request.Endpoint.Registry;
        var said = Masked(await RegistryBody.ReasonAsync(response, cancellationToken), request.Login);
        var refusal = response.StatusCode switch
        {
            HttpStatusCode.NotFound => new Diagnostic(ImageRules.NotAtRegistry, $"{registry} has no {request.What}") { Fix = "see that name and tag are right" },
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RegistryTokens.Denied(request.Endpoint, request.Login),
            HttpStatusCode.TooManyRequests => new Diagnostic(ImageRules.RegistryFailed, $"{registry} gives no more for now: too many requests{(pause is { } wait ? $", try again in {Math.Ceiling(wait.TotalSeconds):0} seconds" : "")}") { Fix = "try again later, or log in: registries give more to those they know" },
            var status => new Diagnostic(ImageRules.RegistryFailed, $"{registry} answers {(int)status} to a request for {request.What}"),
        };
        return said is null ? refusal : refusal with { Notes = [$"{registry} says: {said}"] };
    }

    private static string? Masked(string? text, Login? login) => login is null || login.Secret.Length < 4 ? text : text?.Replace(login.Secret, "***", StringComparison.Ordinal);
}
