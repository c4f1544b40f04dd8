using System.Text.Json;
using Operon.Host.Processes;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Host.Credentials;

/// <summary>Asks the programs <c>docker-credential-…</c>, which keep logins for docker.</summary>
/// <param name="processes">Starts them.</param>
/// <param name="searchPath">The <c>PATH</c> in which they are looked for.</param>
/// <param name="patience">How long one may take; some ask the user.</param>
public sealed class CredentialHelper(ProcessRunner processes, string? searchPath, TimeSpan patience)
{
    private const string Prefix = "docker-credential-";
    private const string TokenUser = "<token>";

    /// <summary>Asks one.</summary>
    /// <param name="name">Its name without <c>docker-credential-</c>.</param>
    /// <param name="server">The key under which the login is kept.</param>
    /// <param name="cancellation">Stops; the program is killed.</param>
    /// <returns>The login; null when it knows none; <see cref="HostRules.CredentialsUnreadable"/>.</returns>
    public async Task<Result<Login?>> FindAsync(string name, string server, CancellationToken cancellation)
    {
        var program = Prefix + name;
        if (name.AsSpan().ContainsAny('/', '\0') || Locate(program) is not { } path) return Failed(program, "it is not in PATH") with { Fix = $"install {program}, or take '{name}' out of docker's config.json" };
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(patience);
        try
        {
            var ran = await processes.RunAsync(new HelperProgram(path, "get") { StandardInput = System.Text.Encoding.UTF8.GetBytes(server + "\n"), OutputLimit = 1 << 16 }, bounded.Token);
            if (!ran.TryGet(out var result, out var error)) return Failed(program, error.Message);
            if (result.ExitCode == 0) return Parse(program, result.Output);

            // What it says is its own text; what it knows it would have printed with exit code 0.
            var said = (result.Output.ToString() + result.Error).Trim();
            return said.Contains("credentials not found", StringComparison.OrdinalIgnoreCase) ? (Login?)null : Failed(program, $"it ended with exit code {result.ExitCode}: {said[..Math.Min(said.Length, 300)]}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed(program, $"it did not answer within {patience.TotalSeconds:0} seconds");
        }
    }

    private static Result<Login?> Parse(string program, ByteString output)
    {
        try
        {
            using var json = JsonDocument.Parse(output.Memory);
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("Username", out var user) && user.ValueKind == JsonValueKind.String
                && root.TryGetProperty("Secret", out var secret) && secret.ValueKind == JsonValueKind.String)
            {
                var isToken = user.GetString() == TokenUser;
                return new Login(isToken ? "" : user.GetString()!, secret.GetString()!, isToken);
            }
        }
        catch (JsonException)
        {
            // Told below, without its output, which may hold the secret.
        }

        return Failed(program, "its answer is not JSON with Username and Secret");
    }

    private string? Locate(string program) => (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    private static Diagnostic Failed(string program, string reason) => new(HostRules.CredentialsUnreadable, $"the credential helper {program} cannot be asked: {reason}");
}
