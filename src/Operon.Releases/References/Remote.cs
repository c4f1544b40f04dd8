using System.Text.RegularExpressions;

namespace Operon.Releases.References;

/// <summary>Where a repository is cloned from, as git writes it.</summary>
public static partial class Remote
{
    /// <summary>The same without passwords and tokens, to be recorded and shown.</summary>
    public static string WithoutSecrets(string remote) => UserOfUrl().Replace(remote, m => m.Groups["scheme"].Value == "ssh://" ? m.Groups["scheme"].Value + m.Groups["user"].Value + "@" : m.Groups["scheme"].Value);

    /// <summary>Takes apart <c>git@host:path</c>.</summary>
    public static bool TryReadShort(string remote, out string host, out string path)
    {
        var match = ShortForm().Match(remote);
        host = match.Groups["host"].Value;
        path = match.Groups["path"].Value;
        return match.Success;
    }

    [GeneratedRegex("^(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*://)(?<user>[^/@:]*)(?::[^/@]*)?@", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex UserOfUrl();

    [GeneratedRegex("^(?:[^/@:]+@)(?<host>[^/:]+):(?<path>[^/].*|/[^/].*)$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex ShortForm();
}
