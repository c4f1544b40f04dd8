using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Operon.Testing.Registries;

/// <summary>A real registry (Debian's <c>docker-registry</c>) on a free port of the loopback interface, with storage of its own.</summary>
public sealed partial class DockerRegistry : IDisposable
{
    /// <summary>Who may log in to a registry with <see cref="WithPassword"/>.</summary>
    public const string User = "alice";

    /// <summary>With what.</summary>
    public const string Password = "s3cret-word";

    // Of the password above, as bcrypt.
    private const string PasswordLine = "alice:$2y$05$0fqInOWNSBEXNBpX9.zBSem61iemktmv6bWFhGuEdB0Ng/2dHnRbW";

    private readonly string folder = Directory.CreateTempSubdirectory("operon-registry-").FullName;
    private readonly Process process;

    private DockerRegistry(string auth, Action<string> prepare, DockerRegistry? storage = null)
    {
        prepare(folder);
        File.WriteAllText(folder + "/config.yml", $"""
            version: 0.1
            log: {"{"}level: info, formatter: text{"}"}
            storage: {"{"}filesystem: {"{"}rootdirectory: {storage?.folder ?? folder}/storage{"}"}{"}"}
            http: {"{"}addr: "127.0.0.1:0"{"}"}
            {auth.Replace("FOLDER", folder, StringComparison.Ordinal)}

            """);
        process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", folder + "/config.yml"]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = "";
        while (process.StandardError.ReadLine() is { } line)
        {
            said += line + "\n";
            if (Listening().Match(line) is not { Success: true } match) continue;
            Host = "localhost:" + match.Groups[1].Value;
            _ = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            return;
        }

        throw new InvalidOperationException("docker-registry did not start:\n" + said);
    }

    /// <summary>Host and port, as references name it.</summary>
    public string Host { get; }

    /// <summary>One that everybody may read and write.</summary>
    public static DockerRegistry Open() => new("", _ => { });

    /// <summary>One that asks for <see cref="User"/> and <see cref="Password"/> (Basic).</summary>
    public static DockerRegistry WithPassword() =>
        new("auth: {htpasswd: {realm: test, path: FOLDER/htpasswd}}", folder => File.WriteAllText(folder + "/htpasswd", PasswordLine + "\n"));

    /// <summary>One that asks for a token of a server (Bearer).</summary>
    /// <param name="server">The server.</param>
    /// <param name="storage">Another registry, whose images it has.</param>
    public static DockerRegistry WithTokens(TokenServer server, DockerRegistry storage) => new(
        $"auth: {{token: {{realm: \"{server.Realm}\", service: {TokenServer.Service}, issuer: {TokenServer.Issuer}, rootcertbundle: FOLDER/root.pem}}}}",
        folder => File.WriteAllText(folder + "/root.pem", server.Certificate),
        storage);

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
