using System.Text.RegularExpressions;
using Operon.Git;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.References;

/// <summary>The name of a repository in references, made of where it is cloned from (releases, sections 3.6, 11.1, 11.2).</summary>
public static partial class RepositoryName
{
    private const string Suffix = ".git";

    /// <summary>The name.</summary>
    /// <param name="remote">A URL, <c>git@host:path</c>, or a path.</param>
    /// <param name="directory">What a relative path is relative to.</param>
    /// <returns>Host and path without user, or the path alone; or <see cref="ReferenceRules.BadRepositoryName"/>.</returns>
    public static Result<string> Of(string remote, string directory)
    {
        var name = Shorten(remote, directory);
        if (name.Length > 0 && Reference.Parse($"{name}{Reference.RepositoryEnd}x").TryGet(out var read, out _) && read.Repository == name) return name;
        return new Diagnostic(ReferenceRules.BadRepositoryName, $"the repository '{GitRemote.WithoutSecrets(remote)}' gives no name that references can carry")
        {
            Expected = "no @ or + at the beginning of a part, and no part that begins with -",
            Fix = "name it: repo_alias(\"NAME\") in repo.ocu.star",
        };
    }

    private static string Shorten(string remote, string directory)
    {
        var text = remote.TrimEnd('/');
        if (text.EndsWith(Suffix, StringComparison.Ordinal)) text = text[..^Suffix.Length];
        if (ShortForm().Match(text) is { Success: true } match) return $"{match.Groups["host"].Value}/{match.Groups["path"].Value.TrimStart('/')}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || !text.Contains("://", StringComparison.Ordinal)) return Path.GetFullPath(text, directory).Trim('/');
        if (url.IsFile) return Uri.UnescapeDataString(url.AbsolutePath).Trim('/');
        var port = url.IsDefaultPort || url.Port < 0 ? "" : $":{url.Port}";
        return $"{url.Host}{port}/{url.AbsolutePath.Trim('/')}";
    }

    [GeneratedRegex("^(?:[^/@:]+@)(?<host>[^/:]+):(?<path>[^/].*|/[^/].*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShortForm();
}
