using System.Text;
using Operon.Host.Files;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>The lines typed at a prompt, in a file that outlives the program and that nobody else may read.</summary>
internal sealed class LineHistory
{
    private const int Most = 1000;

    private readonly string path;
    private readonly List<string> lines;

    private LineHistory(string path, List<string> lines)
    {
        this.path = path;
        this.lines = lines;
    }

    /// <summary>The lines, the oldest first.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>Why the last line was not kept in the file, if it was not.</summary>
    public Diagnostic? Failure { get; private set; }

    /// <summary>Reads a history; a file that is missing is one without lines.</summary>
    /// <param name="path">The file; its folder is made with the first line.</param>
    public static LineHistory Load(string path)
    {
        try
        {
            return new LineHistory(path, File.Exists(path) ? [.. File.ReadLines(path).TakeLast(Most)] : []);
        }
        catch (Exception error) when (FileFailure.Covers(error))
        {
            return new LineHistory(path, []) { Failure = FileFailure.From("read", path, error) };
        }
    }

    /// <summary>Keeps a line, unless it says nothing or the same as the one before.</summary>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || (lines.Count > 0 && lines[^1] == line)) return;
        lines.Add(line);
        if (lines.Count > Most) lines.RemoveAt(0);
        if (Failure is null) Failure = Keep();
    }

    // As a whole, so that two programs at once never leave half a line.
    private Diagnostic? Keep() =>
        PrivateFolder.Create(Path.GetDirectoryName(path)!) ?? DurableFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
}
