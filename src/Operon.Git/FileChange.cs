using System.Globalization;
using Operon.Git.Objects;

namespace Operon.Git;

/// <summary>A commit that changed a file.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Author">Who made it: <c>NAME &lt;ADDRESS&gt;</c>.</param>
/// <param name="Time">When it was committed.</param>
/// <param name="Title">The first line of its message.</param>
/// <param name="Before">The content before; null: there was no such file.</param>
/// <param name="After">The content since; null: there is no such file.</param>
public sealed record FileChange(ObjectId Commit, string Author, DateTimeOffset Time, string Title, ObjectId? Before, ObjectId? After)
{
    // :MODE MODE OLD NEW STATUS\tPATH, after the parts of the commit.
    internal static FileChange? Read(string[] parts)
    {
        if (parts is not [var commit, var author, var time, var title, var raw] || ObjectId.Parse(commit) is not { } id || !long.TryParse(time, CultureInfo.InvariantCulture, out var seconds)) return null;
        var words = raw.Trim().Split([' ', '\t', '\n']);
        return words.Length < 5 ? null : new FileChange(id, author, DateTimeOffset.FromUnixTimeSeconds(seconds), title, Content(words[2]), Content(words[3]));
    }

    private static ObjectId? Content(string text) => text.All(c => c == '0') ? null : ObjectId.Parse(text);
}
