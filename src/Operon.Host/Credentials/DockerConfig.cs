using System.Text;
using System.Text.Json;
using Operon.Host.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Host.Credentials;

/// <summary>
/// The logins that <c>docker login</c> has left: <c>config.json</c> in <c>DOCKER_CONFIG</c>, else in <c>~/.docker</c>, and the
/// credential helpers that it names (<c>credHelpers</c>, <c>credsStore</c>). Read anew at each question.
/// </summary>
/// <param name="environment">Looks a variable up; null when it is not set.</param>
/// <param name="helpers">Asks helper programs.</param>
public sealed class DockerConfig(Func<string, string?> environment, CredentialHelper helpers) : ICredentialSource
{
    private const string Hub = "docker.io";
    private const string HubKey = "https://index.docker.io/v1/";
    private const long LongestFile = 4 << 20;

    /// <inheritdoc/>
    public async Task<Result<Login?>> FindAsync(string resource, CancellationToken cancellation)
    {
        var host = HostOf(resource);
        var key = host == Hub ? HubKey : host;
        if (!Read().TryGet(out var config, out var error)) return error;
        using (config)
        {
            if (config is null) return (Login?)null;
            if (HelperFor(config.RootElement, key) is { } helper)
            {
                var told = await helpers.FindAsync(helper, key, cancellation);
                if (!told.IsOk || told.Value is not null) return told;
            }

            return Stored(config.RootElement, host);
        }
    }

    private static string HostOf(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? text : text[(scheme + 3)..];
        var host = rest.Split('/')[0].ToLowerInvariant();
        return host is "index.docker.io" or "registry-1.docker.io" ? Hub : host;
    }

    private Result<JsonDocument?> Read()
    {
        var folder = environment("DOCKER_CONFIG") is { Length: > 0 } given ? given : HomeDirectory.Find(environment) is { IsOk: true } home ? Path.Combine(home.Value, ".docker") : null;
        if (folder is null) return (JsonDocument?)null;
        var path = Path.Combine(folder, "config.json");
        try
        {
            if (new FileInfo(path) is not { Exists: true } file) return (JsonDocument?)null;
            if (file.Length > LongestFile) return Unreadable(path, "it is too long");
            var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return Unreadable(path, "it is no JSON object");
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return Unreadable(path, FileFailure.Reason(e));
        }
        catch (JsonException e)
        {
            return Unreadable(path, $"it is not JSON{(e.LineNumber is { } line ? $" (line {line + 1})" : "")}");
        }
    }

    private static string? HelperFor(JsonElement config, string key)
    {
        if (Property(config, "credHelpers") is { ValueKind: JsonValueKind.Object } perRegistry)
        {
            foreach (var entry in perRegistry.EnumerateObject())
            {
                if ((entry.Name == key || HostOf(entry.Name) == HostOf(key)) && Text(entry.Value) is { Length: > 0 } name) return name;
            }
        }

        return Text(Property(config, "credsStore")) is { Length: > 0 } store ? store : null;
    }

    private static Login? Stored(JsonElement config, string host)
    {
        if (Property(config, "auths") is not { ValueKind: JsonValueKind.Object } auths) return null;

        // The host itself counts more than a key with scheme and path, as older programs wrote it.
        return auths.EnumerateObject()
            .Where(e => HostOf(e.Name) == host && e.Value.ValueKind == JsonValueKind.Object)
            .OrderBy(e => e.Name == host ? 0 : 1)
            .Select(e => LoginOf(e.Value))
            .FirstOrDefault(l => l is not null);
    }

    private static Login? LoginOf(JsonElement entry)
    {
        if (Text(Property(entry, "identitytoken")) is { Length: > 0 } token) return new Login("", token, IsToken: true);
        if (Text(Property(entry, "auth")) is { Length: > 0 } packed)
        {
            var bytes = new byte[packed.Length];
            if (!Convert.TryFromBase64String(packed, bytes, out var length)) return null;
            var text = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0');
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? null : new Login(text[..colon], text[(colon + 1)..]);
        }

        return Text(Property(entry, "username")) is { Length: > 0 } user && Text(Property(entry, "password")) is { } password ? new Login(user, password) : null;
    }

    private static JsonElement? Property(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static Diagnostic Unreadable(string path, string reason) => new(HostRules.CredentialsUnreadable, $"the logins in {path} cannot be read: {reason}") { Fix = $"mend or remove {path}" };
}
