using System.Text.RegularExpressions;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Git;

/// <summary>The name of a branch: what git allows, and nothing that could be taken for something else.</summary>
public readonly partial record struct BranchName
{
    private const string Folder = "refs/heads/";

    private const string Forbidden = " ~^:?*[\\\x7f";

    private BranchName(string text) => Text = text;

    /// <summary>The name: <c>main</c>.</summary>
    public string Text { get; }

    /// <summary>The whole name of its ref: <c>refs/heads/main</c>.</summary>
    public string Ref => Folder + Text;

    /// <summary>Reads a name, short or whole.</summary>
    /// <returns>The name, or <see cref="GitRules.BadBranch"/>.</returns>
    public static Result<BranchName> Parse(string text)
    {
        var name = text.StartsWith(Folder, StringComparison.Ordinal) ? text[Folder.Length..] : text;
        var isGood = name.Length > 0 && name[0] != '-' && name != "@" && !name.EndsWith('.') && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("@{", StringComparison.Ordinal)
            && !IsForbidden(name)
            && name.Split('/').All(part => part.Length > 0 && part[0] != '.' && !part.EndsWith(".lock", StringComparison.Ordinal));
        return isGood ? new BranchName(name) : new Diagnostic(GitRules.BadBranch, $"'{text}' is no name of a branch")
        {
            Expected = "letters, digits, / . _ and -, with no - at its beginning, no .., and no part that begins with . or ends in .lock",
            Fix = Near(name) is { } near && near != name && Parse(near).IsOk ? $"write {near}" : null,
        };
    }

    // What is no sign of a name becomes a -.
    private static string Near(string name) =>
        string.Join('/', Dots().Replace(Others().Replace(name, "-"), ".").Split('/').Select(p => p.Trim('-', '.')).Where(p => p.Length > 0));

    [GeneratedRegex("[^a-zA-Z0-9/._-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Others();

    [GeneratedRegex(@"\.{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Dots();

    /// <summary>The name.</summary>
    public override string ToString() => Text;

    // Names are short, and what would find such characters faster is not compiled ahead.
    private static bool IsForbidden(string name)
    {
        foreach (var character in name)
        {
            if (character < ' ' || Forbidden.Contains(character, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
