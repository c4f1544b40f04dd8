using System.Globalization;
using System.Text;

namespace Operon.Git.Objects;

/// <summary>What a commit says.</summary>
/// <param name="Tree">Its files.</param>
/// <param name="Parents">What it follows; none: it begins a history.</param>
/// <param name="Author">Who made it.</param>
/// <param name="Time">When.</param>
/// <param name="Message">Why.</param>
public sealed record CommitText(ObjectId Tree, IReadOnlyList<ObjectId> Parents, GitAuthor Author, DateTimeOffset Time, string Message)
{
    /// <summary>The tree of a commit; null when this is no commit.</summary>
    public static ObjectId? TreeOf(GitObject commit)
    {
        const int Digits = 2 * ObjectId.Size;
        var content = commit.Content.AsSpan();
        return commit.Kind == ObjectKind.Commit && content.StartsWith("tree "u8) && content.Length > 5 + Digits ? ObjectId.Parse(content.Slice(5, Digits)) : null;
    }

    /// <summary>The message of a commit; null when this is no commit.</summary>
    public static string? MessageOf(GitObject commit)
    {
        var content = commit.Content.AsSpan();
        return commit.Kind == ObjectKind.Commit && content.IndexOf("\n\n"u8) is var end and >= 0 ? Encoding.UTF8.GetString(content[(end + 2)..]) : null;
    }

    /// <summary>The content of the commit.</summary>
    public byte[] ToUtf8()
    {
        var text = new StringBuilder().Append("tree ").Append(Tree).Append('\n');
        foreach (var parent in Parents) text.Append("parent ").Append(parent).Append('\n');
        var signature = string.Create(CultureInfo.InvariantCulture, $"{Author} {Time.ToUnixTimeSeconds()} +0000\n");
        text.Append("author ").Append(signature).Append("committer ").Append(signature).Append('\n');
        text.Append(Message.Replace('\0', ' ').TrimEnd()).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
