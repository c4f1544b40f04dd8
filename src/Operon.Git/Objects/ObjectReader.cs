using System.Globalization;
using System.Text;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Git.Objects;

/// <summary>
/// Reads objects of a repository: those that have files of their own from there, all others by one git process that is started for the first
/// and stays. It sees objects and refs that others add. Safe for concurrent use; a read takes tens of microseconds.
/// </summary>
/// <param name="git">Calls git.</param>
/// <param name="folder">The repository, which is bare.</param>
public sealed class ObjectReader(GitProgram git, string folder) : IDisposable
{
    /// <summary>How long an object may be, in bytes.</summary>
    public const int MaxLength = 256 << 20;

    // Their names fit into the buffer of a pipe, so that asking never waits for answers to be read.
    private const int Together = 500;

    // So many are asked for of git alone: to look for a file of each costs more.
    private const int Many = 64;
    private const int ReadBuffer = 64 << 10;
    private const string Purpose = "read objects";

    private readonly Lock gate = new();
    private readonly byte[] line = new byte[4_096];
    private GitStream? process;
    private BufferedStream? answers;

    /// <summary>Reads one object.</summary>
    /// <param name="name">Its name in hexadecimal digits, a ref by its whole name, or such a name with <c>^{commit}</c> or <c>:path</c> behind it.</param>
    /// <returns>The object; null: there is none; or <see cref="GitRules.BadObject"/>, <see cref="GitRules.Failed"/>.</returns>
    public Result<GitObject?> Read(string name)
    {
        if (name.Length == 0 || name.Contains('\n', StringComparison.Ordinal)) return (GitObject?)null;
        var all = ReadAll([name]);
        return all.IsOk ? all.Value[0] : all.Error!;
    }

    /// <summary>Reads many objects.</summary>
    /// <returns>For each the object, or null where there is none.</returns>
    public Result<IReadOnlyList<GitObject?>> ReadAll(IReadOnlyList<string> names)
    {
        var found = new GitObject?[names.Count];
        var others = new List<string>();
        var places = new List<int>();
        for (var i = 0; i < names.Count; i++)
        {
            if (names.Count < Many && (found[i] = ReadLoose(names[i])) is not null) continue;
            others.Add(names[i]);
            places.Add(i);
        }

        if (others.Count == 0) return found;
        if (!AskAll(others).TryGet(out var answers, out var failure)) return failure;
        for (var i = 0; i < places.Count; i++) found[places[i]] = answers[i];
        return found;
    }

    /// <summary>What a tree has at a path.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">The path, without a slash at its ends.</param>
    /// <returns>The object; null: there is none; or <see cref="GitRules.BadObject"/>, <see cref="GitRules.Failed"/>.</returns>
    public Result<GitObject?> ReadAt(ObjectId tree, string path)
    {
        if (tree == ObjectId.EmptyTree) return (GitObject?)null;
        var at = tree;
        foreach (var part in path.Split('/'))
        {
            if (!Read(at.ToString()).TryGet(out var read, out var failure)) return failure;
            if (read is not { Kind: ObjectKind.Tree } || TreeEntry.Parse(read.Content) is not { } entries) return read is null ? new Diagnostic(GitRules.BadObject, $"the tree {at} is missing") : (GitObject?)null;
            if (entries.Find(e => e.Name == (ByteString)part) is not { } entry) return (GitObject?)null;
            at = entry.Id;
        }

        return Read(at.ToString());
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        lock (gate) Stop();
    }

    private GitObject? ReadLoose(string name)
    {
        if (name.StartsWith("refs/", StringComparison.Ordinal) && PlainFiles.Ref(folder, name) is { } target) return LooseObject.Read(folder, target.ToString(), target);
        return name.Length == 2 * ObjectId.Size && ObjectId.Parse(name) is { } id ? LooseObject.Read(folder, name, id) : null;
    }

    private Result<IReadOnlyList<GitObject?>> AskAll(List<string> names)
    {
        lock (gate)
        {
            var isFresh = process is null;
            try
            {
                return ReadNow(names);
            }
            catch (Exception e) when (GitStream.Covers(e))
            {
                Stop();
                if (isFresh) return GitStream.From(Purpose, e);
            }

            // It may have been killed since the last time; then another one reads.
            try
            {
                return ReadNow(names);
            }
            catch (Exception e) when (GitStream.Covers(e))
            {
                Stop();
                return GitStream.From(Purpose, e);
            }
        }
    }

    private Result<IReadOnlyList<GitObject?>> ReadNow(List<string> names)
    {
        process ??= git.Start(folder, ["cat-file", "--batch"]);
        answers ??= new BufferedStream(process.Output, ReadBuffer);
        var found = new GitObject?[names.Count];
        Diagnostic? wrong = null;
        for (var from = 0; from < names.Count; from += Together)
        {
            var to = Math.Min(names.Count, from + Together);
            var questions = new StringBuilder();
            for (var i = from; i < to; i++) questions.Append(names[i]).Append('\n');
            process.Input.Write(Encoding.UTF8.GetBytes(questions.ToString()));
            process.Input.Flush();
            for (var i = from; i < to; i++)
            {
                // All answers are taken, also behind one that is wrong: the next question follows them.
                var answer = ReadAnswer(names[i]);
                if (answer.TryGet(out found[i], out var failure)) continue;
                wrong ??= failure;
            }
        }

        return wrong is { } first ? first : found;
    }

    private Result<GitObject?> ReadAnswer(string name)
    {
        var words = Encoding.UTF8.GetString(ReadLine()).Split(' ');
        if (words is not [var digits, var kindName, var lengthText]) return words[^1] is "missing" ? (GitObject?)null : new Diagnostic(GitRules.BadObject, $"the object {name} cannot be read: git says {words[^1]}");
        if (ObjectId.Parse(digits) is not { } id || LooseObject.KindOf(kindName) is not { } kind || !long.TryParse(lengthText, CultureInfo.InvariantCulture, out var length))
        {
            throw new IOException($"git answers '{string.Join(' ', words)}'");
        }

        if (length > MaxLength)
        {
            Skip(length + 1);
            return new Diagnostic(GitRules.BadObject, $"the object {name} has {length} bytes") { Expected = $"at most {MaxLength}" };
        }

        var content = new byte[length];
        answers!.ReadExactly(content);
        Skip(1);
        return new GitObject(id, kind, content);
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        for (var at = 0; at < line.Length; at++)
        {
            var read = answers!.ReadByte();
            if (read < 0) throw new EndOfStreamException("git has ended");
            if (read == '\n') return line.AsSpan(0, at);
            line[at] = (byte)read;
        }

        throw new IOException("git's answer has no end");
    }

    private void Skip(long count)
    {
        for (; count > 0; count--)
        {
            if (answers!.ReadByte() < 0) throw new EndOfStreamException("git has ended");
        }
    }

    private void Stop()
    {
        answers?.Dispose();
        process?.Dispose();
        (answers, process) = (null, null);
    }
}
