using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Operon.Host.Credentials;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images.Registries;

/// <summary>Answers challenges of registries: with a login, or with a token that a token server gives for it or for nothing.</summary>
/// <param name="http">Asks token servers.</param>
internal sealed class RegistryTokens(RegistryHttp http) : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private readonly ConcurrentDictionary<(Uri Root, Login? Login), AuthenticationHeaderValue> known = new();
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>What is sent with requests to a repository now; null before the first challenge.</summary>
    public AuthenticationHeaderValue? Of(RegistryEndpoint endpoint, Login? login) => known.GetValueOrDefault((endpoint.Root, login));

    /// <summary>Gets what satisfies a challenge.</summary>
    /// <param name="endpoint">Who challenged.</param>
    /// <param name="challenge">What it asked for.</param>
    /// <param name="login">What to log in with, if anything.</param>
    /// <param name="refused">What was sent and not accepted.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result<AuthenticationHeaderValue>> AnswerAsync(RegistryEndpoint endpoint, AuthChallenge challenge, Login? login, AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            // Another download may have got a new one meanwhile.
            if (Of(endpoint, login) is { } newer && !newer.Equals(refused)) return newer;
            var answer = challenge.Scheme == "basic" ? Basic(endpoint, login) : await TokenAsync(endpoint, challenge, login, cancellationToken);
            if (answer.IsOk) known[(endpoint.Root, login)] = answer.Value;
            return answer;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    /// <summary>The diagnostic for a registry that will not give an image.</summary>
    public static Diagnostic Denied(RegistryEndpoint endpoint, Login? login) => login is null
        ? new Diagnostic(ImageRules.AccessDenied, $"{endpoint.Registry} gives {endpoint.Repository} only to those who log in, or has no such repository") { Fix = $"log in: operon auth add {endpoint.Registry}, or docker login {endpoint.Registry}, or give the container's image pullCreds" }
        : new Diagnostic(ImageRules.AccessDenied, $"{endpoint.Registry} does not give {endpoint.Repository} to {login}") { Fix = "see that the login is right and may read the repository" };

    private static Result<AuthenticationHeaderValue> Basic(RegistryEndpoint endpoint, Login? login) =>
        login is null ? Denied(endpoint, login) : login.IsToken ? Denied(endpoint, login) with { Expected = "a user name and a password" } : BasicOf(login);

    private static AuthenticationHeaderValue BasicOf(Login login) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.Username}:{login.Secret}")));

    private async Task<Result<AuthenticationHeaderValue>> TokenAsync(RegistryEndpoint endpoint, AuthChallenge challenge, Login? login, CancellationToken cancellationToken)
    {
        var realm = challenge.Parameters["realm"];
        if (!Uri.TryCreate(realm, UriKind.Absolute, out var server) || !RegistryEndpoint.IsSafe(server) || (RegistryEndpoint.IsLoopback(server) && !RegistryEndpoint.IsLoopback(endpoint.Root)))
        {
            return new Diagnostic(ImageRules.RegistryFailed, $"{endpoint.Registry} leads to a token server that cannot be trusted") { Expected = "an https address" };
        }

        var service = challenge.Parameters.GetValueOrDefault("service", "");
        var scope = $"repository:{endpoint.Repository}:pull";
        var query = $"service={Uri.EscapeDataString(service)}&scope={Uri.EscapeDataString(scope)}";
        Func<Uri, HttpRequestMessage> describe = login is { IsToken: true }
            ? at => new HttpRequestMessage(HttpMethod.Post, at)
            {
                Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("service", service), new("scope", scope), new("client_id", "operon"), new("refresh_token", login.Secret)]),
            }
            : at => new HttpRequestMessage(HttpMethod.Get, at);
        var address = login is { IsToken: true } ? server : new UriBuilder(server) { Query = server.Query.Length > 1 ? $"{server.Query[1..]}&{query}" : query }.Uri;
        var basic = login is { IsToken: false } ? BasicOf(login) : null;

        // The body of a request for a refresh holds the token: it goes to this server and nowhere else.
        if (login is { IsToken: true }) describe = Only(address, describe);
        if (!(await http.SendAsync(describe, address, basic, cancellationToken)).TryGet(out var answered, out var failure)) return failure;
        using var response = answered.Response;
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest) return Denied(endpoint, login);
        if (!response.IsSuccessStatusCode) return new Diagnostic(ImageRules.RegistryFailed, $"the token server {server.Authority} of {endpoint.Registry} answers {(int)response.StatusCode}");
        return await ReadAsync(response, endpoint, cancellationToken) is { } token
            ? new AuthenticationHeaderValue("Bearer", token)
            : new Diagnostic(ImageRules.RegistryFailed, $"the token server {server.Authority} of {endpoint.Registry} gives no token");
    }

    private static Func<Uri, HttpRequestMessage> Only(Uri address, Func<Uri, HttpRequestMessage> describe) =>
        at => at == address ? describe(at) : new HttpRequestMessage(HttpMethod.Get, at);

    private static async Task<string?> ReadAsync(HttpResponseMessage response, RegistryEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var body = await RegistryBody.ReadAsync(response, LongestAnswer, cancellationToken);
            if (body is null) return null;
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
            foreach (var name in (string[])["token", "access_token"])
            {
                // A token with other characters cannot be sent.
                if (json.RootElement.TryGetProperty(name, out var token) && token.ValueKind == JsonValueKind.String && token.GetString() is { Length: > 0 } text && text.All(c => c is > ' ' and < '\x7f')) return text;
            }

            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
