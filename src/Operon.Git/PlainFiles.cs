using Operon.Git.Objects;
using Operon.Host.Files;

namespace Operon.Git;

/// <summary>
/// What a repository says in its plainest files, where no program has to be started to read some short lines. Whatever is not as it nearly always
/// is, git has to be asked.
/// </summary>
internal static class PlainFiles
{
    private const int RefLength = 2 * ObjectId.Size;

    /// <summary>The folder in which a repository keeps its refs and objects.</summary>
    /// <param name="folder">Its work tree, or itself where it is bare.</param>
    /// <returns>The folder; null: git has to be asked.</returns>
    public static string? Find(string folder)
    {
        var inside = Path.Combine(folder, ".git");
        if (Directory.Exists(inside)) return inside;
        return !File.Exists(inside) && File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects")) ? folder : null;
    }

    /// <summary>Where a ref leads.</summary>
    /// <param name="repository">The folder of the refs.</param>
    /// <param name="name">Its whole name, checked.</param>
    /// <returns>The object; null: git has to be asked, which also knows those that are packed.</returns>
    public static ObjectId? Ref(string repository, string name)
    {
        var text = Read(Path.Combine(repository, name));
        return text is { Length: RefLength + 1 } && text[^1] == '\n' ? ObjectId.Parse(text[..RefLength]) : null;
    }

    /// <summary>The address of a remote that the configuration of a repository names once, without anything that needs more than to be read.</summary>
    /// <returns>The address; null: git has to be asked.</returns>
    public static string? Remote(string repository, string name)
    {
        if (Read(Path.Combine(repository, "config")) is not { } text) return null;
        string? found = null;
        var isIn = false;
        foreach (var part in text.Split('\n'))
        {
            var line = part.Trim();
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            if (line.Contains('\\', StringComparison.Ordinal) || line.Contains("include", StringComparison.OrdinalIgnoreCase) || line.Contains("worktreeConfig", StringComparison.OrdinalIgnoreCase)) return null;
            if (line[0] == '[')
            {
                isIn = line == $"[remote \"{name}\"]";

                // Another way to write the same, or a value behind it.
                if (line[^1] != ']' || (!isIn && line.StartsWith("[remote", StringComparison.OrdinalIgnoreCase) && line.Contains(name, StringComparison.OrdinalIgnoreCase))) return null;
                continue;
            }

            if (!isIn || !line.StartsWith("url", StringComparison.OrdinalIgnoreCase)) continue;
            var value = line[3..].TrimStart();
            if (found is not null || value is not ['=', ..] || value.AsSpan().ContainsAny("\"#;")) return null;
            found = value[1..].Trim();
        }

        return found is { Length: > 0 } ? found : null;
    }

    /// <summary>The text of a file; null: it is not there, or cannot be read.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }
}
