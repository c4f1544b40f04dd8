using System.Text;
using Operon.Git.Objects;
using Operon.Host.Files;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// What is known of the commit that a branch is at, kept in a file, so that a command that finds the branch there still needs no git to look
/// into it. A file that is missing, damaged or about another commit says nothing, and is written anew.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class TipFile(string path)
{
    private const char Between = '\t';
    private const int MostFacts = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> facts = new(StringComparer.Ordinal);
    private GitTip? tip;
    private bool isRead;
    private bool isChanged;

    /// <summary>The tip of a commit; null: nothing is known of it.</summary>
    public GitTip? Find(ObjectId commit)
    {
        lock (gate)
        {
            if (!isRead) Read();
            return tip?.Commit == commit ? tip : null;
        }
    }

    /// <summary>From now on it is about this one.</summary>
    /// <param name="next">The tip.</param>
    /// <param name="isKept">Which facts hold there too.</param>
    public void Take(GitTip next, Func<string, bool> isKept)
    {
        lock (gate)
        {
            if (next == tip) return;
            (tip, isRead, isChanged) = (next, true, true);
            foreach (var name in facts.Keys.Where(n => !isKept(n)).ToList()) facts.Remove(name);
        }
    }

    /// <summary>What is known of something; null: nothing.</summary>
    public string? Fact(string name)
    {
        lock (gate) return facts.GetValueOrDefault(name);
    }

    /// <summary>Adds what was found out.</summary>
    public void Add(string name, string fact)
    {
        lock (gate)
        {
            if (facts.GetValueOrDefault(name) == fact || facts.Count == MostFacts) return;
            facts[name] = fact;
            isChanged = true;
        }
    }

    /// <summary>Writes it down. Whoever cannot goes on without.</summary>
    public void Save()
    {
        if (Text() is not { } text) return;
        var temporary = path + ".tmp";
        try
        {
            // It need not outlive a loss of power, nor somebody who writes the same file; the sum tells whether it has.
            File.WriteAllBytes(temporary, SummedText.Write(text));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // The next command finds out for itself.
        }
    }

    // Null: nothing is new.
    private string? Text()
    {
        lock (gate)
        {
            if (!isChanged || tip?.Commit is not { } commit) return null;
            isChanged = false;
            var text = new StringBuilder().Append(commit.ToString()).Append(Between).Append(tip.Tree.ToString());
            foreach (var (name, fact) in facts)
            {
                if (!name.AsSpan().ContainsAnyInRange('\0', '\x1f')) text.Append('\n').Append(name).Append(Between).Append(fact);
            }

            return text.ToString();
        }
    }

    private void Read()
    {
        isRead = true;
        if (SummedText.Read(path)?.Split('\n') is not { } lines) return;
        var ids = lines[0].Split(Between);
        if (ids.Length != 2 || ObjectId.Parse(ids[0]) is not { } commit || ObjectId.Parse(ids[1]) is not { } tree) return;
        tip = new GitTip(commit, tree);
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Split(Between) is [var name, var fact]) facts[name] = fact;
        }
    }
}
