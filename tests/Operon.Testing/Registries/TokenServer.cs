using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Operon.Testing.Registries;

/// <summary>
/// Gives tokens that a real registry checks: to <see cref="DockerRegistry.User"/> for all repositories, to the refresh token
/// <see cref="RefreshToken"/> too, and to anybody for those below <c>public/</c>.
/// </summary>
public sealed class TokenServer : IDisposable
{
    /// <summary>The service it is for.</summary>
    public const string Service = "test-registry";

    /// <summary>How it calls itself.</summary>
    public const string Issuer = "test-issuer";

    /// <summary>What stands for a login.</summary>
    public const string RefreshToken = "long-lived-token";

    private readonly HttpListener listener = new();
    private readonly RSA key = RSA.Create(2048);
    private readonly X509Certificate2 certificate;

    /// <summary>Starts it.</summary>
    public TokenServer()
    {
        var port = LoopbackPort.Free();
        Realm = $"http://localhost:{port}/token";
        listener.Prefixes.Add($"http://localhost:{port}/");
        listener.Start();
        certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        _ = ServeAsync();
    }

    /// <summary>Where tokens are given.</summary>
    public string Realm { get; }

    /// <summary>What registries trust, as PEM.</summary>
    public string Certificate => certificate.ExportCertificatePem();

    /// <summary>What came: method, query or form, and what was logged in with.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        ((IDisposable)listener).Dispose();
        certificate.Dispose();
        key.Dispose();
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                await AnswerAsync(context, await reader.ReadToEndAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context, string form)
    {
        var authorization = context.Request.Headers["Authorization"] ?? "";
        var query = context.Request.Url!.Query.TrimStart('?');
        Requests.Enqueue($"{context.Request.HttpMethod} {Uri.UnescapeDataString(query + form)} {authorization}".TrimEnd());
        var fields = (query + form).Split('&').Select(f => f.Split('=', 2)).Where(f => f.Length == 2).ToDictionary(f => f[0], f => Uri.UnescapeDataString(f[1]), StringComparer.Ordinal);
        var scope = fields.GetValueOrDefault("scope", "").Split(':');
        var isKnown = authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DockerRegistry.User}:{DockerRegistry.Password}")) || fields.GetValueOrDefault("refresh_token") == RefreshToken;
        if (authorization.Length > 0 && !isKnown)
        {
            context.Response.StatusCode = 401;
            context.Response.Close();
            return;
        }

        var mayPull = scope.Length == 3 && (isKnown || scope[1].StartsWith("public/", StringComparison.Ordinal));
        var body = new JsonObject { ["token"] = Token(mayPull ? scope : []) };
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    private string Token(string[] scope)
    {
        var access = new JsonArray();
        if (scope.Length == 3) access.Add(new JsonObject { ["type"] = scope[0], ["name"] = scope[1], ["actions"] = new JsonArray([.. scope[2].Split(',').Select(a => (JsonNode)a)]) });
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData)) };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = "somebody",
            ["aud"] = Service,
            ["nbf"] = 0,
            ["iat"] = 0,
            ["exp"] = DateTimeOffset.UnixEpoch.AddYears(75).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["access"] = access,
        };
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
