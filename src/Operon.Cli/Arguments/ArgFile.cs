using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Opspec.Coercion;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Arguments;

/// <summary>A YAML file of arguments. What is no string counts as its JSON text (specification, section 3).</summary>
internal static class ArgFile
{
    /// <summary>The texts by name; none when the file does not exist.</summary>
    /// <param name="path">Absolute, or relative to <paramref name="workingDirectory"/>.</param>
    /// <param name="workingDirectory">The caller's directory.</param>
    /// <param name="problems">Gets why the file cannot be used.</param>
    public static IReadOnlyDictionary<string, ByteString> Read(string path, string workingDirectory, DiagnosticBag problems)
    {
        var texts = new Dictionary<string, ByteString>(StringComparer.Ordinal);
        var full = Path.Combine(workingDirectory, path);
        if (!File.Exists(full) && !Directory.Exists(full)) return texts;
        byte[] bytes;
        try
        {
            bytes = ReadBounded(full);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            problems.Add(Unreadable(path, FileFailure.Reason(e)));
            return texts;
        }

        var found = new DiagnosticBag();
        var node = YamlReader.Read(path, bytes, YamlLimits.OpFile, found);
        if (found.FirstOrDefault(p => p.Severity == DiagnosticSeverity.Error) is { } cause)
        {
            problems.Add(Unreadable(path, "it is not YAML") with { Cause = cause });
            return texts;
        }

        if (node is ScalarNode { Kind: ScalarKind.Null }) return texts;
        if (node is not MappingNode mapping)
        {
            problems.Add(Unreadable(path, "it holds no names and values"));
            return texts;
        }

        foreach (var entry in mapping.Entries)
        {
            texts[entry.Key] = PlainData.Of(entry.Value) is StringValue text ? text.Text : ValueJson.Write(PlainData.Of(entry.Value));
        }

        return texts;
    }

    /// <summary>The content, or so much of it that the reader of YAML finds it too long.</summary>
    private static byte[] ReadBounded(string path)
    {
        // What a shell passes as /dev/fd/N is meant; a pipe among the files of an op would wait for a writer.
        var kind = FileStatus.Find(path);
        if (kind == FileKind.Directory) throw new IOException("it is a directory");
        if (kind is not (FileKind.File or FileKind.None) && !(path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith(MemoryFolder.FileSystem + "/", StringComparison.Ordinal))) throw new IOException("it is no regular file");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var bytes = new byte[YamlLimits.OpFile.MaxBytes + 1];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static Diagnostic Unreadable(string path, string why) => new(CliRules.UnreadableArgFile, $"argument file '{path}' cannot be used: {why}")
    {
        Expected = "a YAML file of the form name: value",
    };
}
