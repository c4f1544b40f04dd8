using System.CommandLine;
using System.Text;
using Operon.Host.Files;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Commands.Releases.Init;

/// <summary>Writes first files: all of them, or none when one is there already.</summary>
internal static class FirstFiles
{
    private const int Format = 1;

    public static Option<bool> Force() => new("--force") { Description = "Replace what is there" };

    /// <summary>Writes them.</summary>
    /// <param name="files">What to write.</param>
    /// <param name="isForced">Whether what is there is replaced.</param>
    /// <param name="isJson">Whether the answer is for programs.</param>
    /// <param name="next">What to do next, for people.</param>
    /// <param name="surroundings">Where.</param>
    /// <returns>The exit code.</returns>
    public static int Write(IReadOnlyList<FirstFile> files, bool isForced, bool isJson, IEnumerable<string> next, Surroundings surroundings)
    {
        var there = files.Where(f => Path.Exists(Full(f))).ToList();
        if (there.Count > 0 && !isForced)
        {
            var names = string.Join(", ", there.Select(f => f.Path));
            return ReleaseContext.Refuse(new Diagnostic(CliRules.FileExists, $"{names} {(there.Count == 1 ? "is" : "are")} there already, and nothing was written") { Fix = "write elsewhere, or replace what is there: --force" }, surroundings);
        }

        foreach (var file in files)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Full(file))!);
                File.WriteAllBytes(Full(file), Encoding.UTF8.GetBytes(file.Content.ReplaceLineEndings("\n")));
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                return ReleaseContext.Refuse(FileFailure.From("write", Full(file), e), surroundings);
            }
        }

        if (isJson)
        {
            ReleaseContext.Write(surroundings, new JsonObject(("format", Format), ("files", new JsonArray([.. files.Select(f => (JsonValue)f.Path)]))).ToUtf8(isIndented: true));
            return 0;
        }

        foreach (var file in files) ReleaseContext.Write(surroundings, $"wrote {file.Path}");
        foreach (var line in next) ReleaseContext.Write(surroundings, line);
        return 0;

        string Full(FirstFile file) => Path.GetFullPath(file.Path, surroundings.WorkingDirectory);
    }
}
