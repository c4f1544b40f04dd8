using System.Collections.Concurrent;
using Operon.Content.Locations;
using Operon.Opspec.Declarations;
using Operon.Opspec.Files;
using Operon.Opspec.Schema;
using Operon.Opspec.Syntax;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Sources;

/// <summary>Reads ops. An op.yml that has not changed is parsed and checked once, however often it is called. Thread-safe.</summary>
/// <param name="files">What it reads with.</param>
/// <param name="paths">How locations are shown.</param>
public sealed class OpLoader(IOpFiles files, DisplayPaths paths)
{
    private readonly ConcurrentDictionary<Location, Known> known = new();

    /// <summary>How locations are shown.</summary>
    public DisplayPaths Paths => paths;

    /// <summary>Reads the op in a directory.</summary>
    /// <param name="directory">The directory that holds the op.yml.</param>
    /// <param name="reference">How messages name the op; null for its path.</param>
    /// <param name="problems">Gets all problems, warnings too.</param>
    /// <returns>The op; null when there is none or it is not valid.</returns>
    public LoadedOp? Load(Location directory, string? reference, DiagnosticBag problems)
    {
        reference ??= paths.Show(directory);
        var file = directory.Append("op.yml");
        var found = files.Find(file);
        if (found != EntryKind.File)
        {
            problems.Add(NoOpFile(directory, file, found));
            return null;
        }

        if (!files.Read(file).TryGet(out var bytes, out var unreadable))
        {
            problems.Add(new Diagnostic(EngineRules.NoOpFile, $"{paths.Show(file)} cannot be read") { Cause = unreadable });
            return null;
        }

        if (!known.TryGetValue(file, out var parsed) || parsed.File.Content != bytes) known[file] = parsed = Parse(file, bytes);
        problems.AddRange(parsed.Problems);
        return parsed.Declaration is null ? null : new LoadedOp(parsed.Declaration, parsed.File, directory, reference);
    }

    /// <summary>Forgets an op, which is read again when it is asked for once more: of a thousand ops that are looked at once, none has to stay.</summary>
    /// <param name="directory">Its directory.</param>
    public void Forget(Location directory) => known.TryRemove(directory.Append("op.yml"), out _);

    private Diagnostic NoOpFile(Location directory, Location file, EntryKind found) => files.Find(directory) switch
    {
        EntryKind.None => new Diagnostic(EngineRules.NoOpFile, $"no op at {paths.Show(directory)}: the directory does not exist"),
        EntryKind.Directory when found == EntryKind.None => new Diagnostic(EngineRules.NoOpFile, $"{paths.Show(file)} does not exist")
        {
            Expected = "a directory with a file op.yml",
            Fix = files.Find(directory.Append("op.yaml")) == EntryKind.File ? "rename op.yaml to op.yml" : null,
        },
        EntryKind.Directory => new Diagnostic(EngineRules.NoOpFile, $"{paths.Show(file)} is not a file"),
        _ => new Diagnostic(EngineRules.NoOpFile, $"{paths.Show(directory)} is a file")
        {
            Expected = "the directory that holds the op.yml",
            Fix = directory.ToString().EndsWith("/op.yml", StringComparison.Ordinal) ? "leave out /op.yml" : null,
        },
    };

    private Known Parse(Location file, ByteString bytes)
    {
        var problems = new DiagnosticBag();
        var text = YamlText.Decode(paths.Show(file), bytes.Span, YamlLimits.OpFile, problems);
        return new Known(new OpFile(bytes), text is null ? null : OpReader.Read(text, problems), problems);
    }

    private sealed record Known(OpFile File, OpDeclaration? Declaration, DiagnosticBag Problems);
}
