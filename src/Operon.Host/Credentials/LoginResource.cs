using System.Buffers;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Host.Credentials;

/// <summary>
/// What a stored login is for: a host, or a host and the beginning of a path, such as <c>ghcr.io/owner</c>; in lower case, for upper
/// and lower case count the same (specification, section 3).
/// </summary>
/// <param name="Host">The host, with its port where it has one.</param>
/// <param name="Path">What comes behind the host and <c>/</c>; empty for all of the host.</param>
internal sealed record LoginResource(string Host, string Path)
{
    private const string Hub = "docker.io";
    private static readonly string[] HubNames = ["index.docker.io", "registry-1.docker.io"];
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_:[]");

    /// <summary>Reads what somebody wrote; a scheme in front and a slash at the end mean nothing.</summary>
    /// <returns>It, or <see cref="HostRules.BadLoginResource"/>.</returns>
    public static Result<LoginResource> Parse(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var rest = (scheme < 0 ? text : text[(scheme + 3)..]).ToLowerInvariant().TrimEnd('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        if (host.Length > 0 && !host.AsSpan().ContainsAnyExcept(HostCharacters) && !path.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            // As docker writes the key of its Hub: https://index.docker.io/v1/.
            return HubNames.Contains(host, StringComparer.Ordinal) ? new LoginResource(Hub, path is "v1" or "v2" ? "" : path) : new LoginResource(host, path);
        }

        // Who mixed up the order may have written the password here, so it is not shown.
        return new Diagnostic(HostRules.BadLoginResource, "what the login is for begins with no host")
        {
            Expected = "a host, or a host and the beginning of a path, such as docker.io, ghcr.io/owner or github.com",
        };
    }

    /// <summary>
    /// Whether a login for this is one for that. The host must be the whole host, or a login for <c>docker.io</c> would go to
    /// <c>docker.io.example</c>; of the path the beginning is enough.
    /// </summary>
    public bool Covers(LoginResource other) => Host == other.Host && other.Path.StartsWith(Path, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? Host : $"{Host}/{Path}";
}
