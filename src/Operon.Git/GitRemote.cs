using System.Text.RegularExpressions;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Git;

/// <summary>Where another repository is: a URL, <c>user@host:path</c>, or a path.</summary>
public sealed partial record GitRemote
{
    private GitRemote(string address) => Address = address;

    /// <summary>As git takes it. It may hold a password or token.</summary>
    public string Address { get; }

    /// <summary>The address without what is secret, to be shown and recorded.</summary>
    public string Shown => WithoutSecrets(Address);

    /// <summary>Reads an address.</summary>
    /// <param name="text">As people write it.</param>
    /// <param name="directory">What a relative path is relative to.</param>
    /// <returns>The remote, or <see cref="GitRules.BadRemote"/>.</returns>
    public static Result<GitRemote> Parse(string text, string directory)
    {
        if (text.Length == 0 || text.AsSpan().ContainsAnyInRange('\0', '\x1f')) return Bad(text, "it is empty or has control characters");
        if (text[0] == '-') return Bad(text, "it begins with -");
        if (Helper().IsMatch(text)) return Bad(text, "it names a program");
        if (Scheme().Match(text) is { Success: true } url)
        {
            return url.Groups["scheme"].Value.ToLowerInvariant() is "http" or "https" or "ssh" or "git" or "file" or "git+ssh" or "ssh+git" ? new GitRemote(text) : Bad(text, $"nobody speaks {url.Groups["scheme"].Value}");
        }

        // git's own rule: a colon before the first slash makes it a host.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var isHost = colon > 0 && text.IndexOf('/', StringComparison.Ordinal) is var slash && (slash < 0 || colon < slash);
        return new GitRemote(isHost ? text : Path.GetFullPath(text, directory));
    }

    /// <summary>A text with the users, passwords and tokens of the URLs in it removed. The user of ssh stays: it is no secret, and nobody gets in without.</summary>
    public static string WithoutSecrets(string text) => User().Replace(text, m => m.Groups["scheme"].Value + (m.Groups["scheme"].Value.Contains("ssh", StringComparison.OrdinalIgnoreCase) ? m.Groups["user"].Value + "@" : ""));

    /// <summary>The address as it is shown.</summary>
    public override string ToString() => Shown;

    private static Diagnostic Bad(string text, string problem) => new(GitRules.BadRemote, $"'{WithoutSecrets(text)}' is no address of a repository: {problem}")
    {
        Expected = "https://HOST/PATH, ssh://HOST/PATH, USER@HOST:PATH, or a path",
    };

    [GeneratedRegex("^(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*)://", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Scheme();

    [GeneratedRegex("^[a-zA-Z0-9+.-]*::", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Helper();

    [GeneratedRegex(@"(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*://)(?<user>[^/@:\s'""]*)[^/\s'""]*@", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex User();
}
