using System.Collections.Frozen;
using Operon.Text.Spelling;

namespace Operon.Releases.References;

/// <summary>The kinds of documents, as references name them.</summary>
public static class DocumentTypes
{
    /// <summary>A deployment of a release to an environment.</summary>
    public const string Deploy = "deploy";

    /// <summary>A task of a release.</summary>
    public const string Task = "task";

    /// <summary>A value that people set.</summary>
    public const string Custom = "custom";

    /// <summary>An environment.</summary>
    public const string Environment = "environment";

    /// <summary>Which commit a release was made of.</summary>
    public const string Commit = "commit";

    /// <summary>What the last push released.</summary>
    public const string Push = "push";

    /// <summary>Something to be done with a release.</summary>
    public const string Op = "op";

    // Of a time when tasks were calls.
    private const string Call = "call";

    private static readonly FrozenSet<string> All = new[] { Deploy, Task, Custom, Environment, Commit, Push, Op }.ToFrozenSet();

    /// <summary>The kind that was probably meant; null when none is near.</summary>
    public static string? Nearest(string word) => Suggestion.For(word, All);

    /// <summary>Whether there is such a kind.</summary>
    /// <param name="word">As written, the old word for tasks included.</param>
    /// <param name="type">Its name.</param>
    public static bool TryRead(string word, out string type)
    {
        type = word == Call ? Task : word;
        return All.Contains(type);
    }
}
