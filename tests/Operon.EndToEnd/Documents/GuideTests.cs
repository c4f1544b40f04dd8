using Operon.Testing;

namespace Operon.EndToEnd.Documents;

/// <summary>Who follows a guide gets what it says. With <c>OPERON_WRITE_GOLDEN</c> the guides are made to say what they get.</summary>
public sealed class GuideTests : IDisposable
{
    private readonly OperonProgram program = new();

    public static TheoryData<string> Guides =>
        [.. Directory.EnumerateFiles(Path.Combine(OperonProgram.Root, "docs", "guides"), "*.md")
            .Append(Path.Combine(OperonProgram.Root, "docs", "tutorial.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(OperonProgram.Root, "docs", "reference", "releases"), "*.md"))
            .Where(f => File.ReadAllText(f).Contains("```console", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(OperonProgram.Root, f))
            .Order(StringComparer.Ordinal)];

    public void Dispose() => program.Dispose();

    [Theory]
    [MemberData(nameof(Guides))]
    public async Task Follow_Guide_GivesWhatItSays(string page)
    {
        var path = Path.Combine(OperonProgram.Root, page);
        var guide = Guide.Read(path);
        if (guide.Blocks.Any(b => b.File?.EndsWith("op.yml", StringComparison.Ordinal) == true)) await Reader.ImagesAsync(program);
        var lines = new List<string>();
        var differences = new List<string>();
        var copied = 0;
        foreach (var block in guide.Blocks)
        {
            lines.AddRange(guide.Lines.Skip(copied).Take(block.From - copied));
            copied = block.End;
            if (block.File is { } file)
            {
                var text = string.Join('\n', guide.Text(block)) + "\n";
                if (file.EndsWith(".sh", StringComparison.Ordinal)) ExecutableFile.Write(Path.Combine(program.Work, file), text);
                else program.Write(file, text);
                lines.AddRange(guide.Text(block));
                continue;
            }

            foreach (var (command, printed) in guide.Commands(block))
            {
                var got = await Reader.ShellAsync(program, program.Work, command);
                lines.Add("$ " + command);
                lines.AddRange(Reader.Said(printed, got));
                if (!Reader.Matches(printed, got)) differences.Add($"{page}: $ {command}\n-- says --\n{string.Join('\n', printed)}\n-- gives --\n{string.Join('\n', got)}");
            }
        }

        lines.AddRange(guide.Lines.Skip(copied));
        if (Reader.Writes) await File.WriteAllLinesAsync(path, lines);
        else differences.ShouldBeEmpty();
    }
}
