using System.Text.RegularExpressions;
using Operon.Git.Objects;
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
        var first = text[..FirstWord(text)];
        var rest = text.AsSpan(first.Length);
        if (rest.StartsWith("::")) return Bad(text, "it names a program");
        if (rest.StartsWith("://") && first.Length > 0 && char.IsAsciiLetter(first[0]))
        {
            return first.ToLowerInvariant() is "http" or "https" or "ssh" or "git" or "file" or "git+ssh" or "ssh+git" ? new GitRemote(text) : Bad(text, $"nobody speaks {first}");
        }

        // git's own rule: a colon before the first slash makes it a host.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var isHost = colon > 0 && text.IndexOf('/', StringComparison.Ordinal) is var slash && (slash < 0 || colon < slash);
        return new GitRemote(isHost ? text : Path.GetFullPath(text, directory));
    }

    /// <summary>
    /// Where a branch is of a remote that is a folder of this machine, without a program. It is read as git writes it, with one move. Where
    /// the user's configuration leads git from this folder to another place, what is there is seen at the next fetch.
    /// </summary>
    /// <returns>Its commit; null: git has to be asked.</returns>
    public ObjectId? TipOf(BranchName branch) => Address is ['/', ..] && PlainFiles.Find(Address) is { } repository ? PlainFiles.Ref(repository, branch.Ref) : null;

    /// <summary>A text with the users, passwords and tokens of the URLs in it removed. The user of ssh stays: it is no secret, and nobody gets in without.</summary>
    public static string WithoutSecrets(string text) => text.Contains('@', StringComparison.Ordinal)
        ? User().Replace(text, m => m.Groups["scheme"].Value + (m.Groups["scheme"].Value.Contains("ssh", StringComparison.OrdinalIgnoreCase) ? m.Groups["user"].Value + "@" : ""))
        : text;

    /// <summary>The address as it is shown.</summary>
    public override string ToString() => Shown;

    private static Diagnostic Bad(string text, string problem) => new(GitRules.BadRemote, $"'{WithoutSecrets(text)}' is no address of a repository: {problem}")
    {
        Expected = "https://HOST/PATH, ssh://HOST/PATH, USER@HOST:PATH, or a path",
    };

    // How long what stands before a colon is, if it is made of what schemes and names of programs are made of.
    private static int FirstWord(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '+' or '.' or '-')) end++;
        return end;
    }

    [GeneratedRegex(@"(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*://)(?<user>[^/@:\s'""]*)[^/\s'""]*@", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex User();
}
