using System.Text.Json;

namespace Operon.EndToEnd;

/// <summary>The scenarios of the language suite that are whole runs, but those that need a private repository.</summary>
public sealed class CallVectorTests(ITestOutputHelper log)
{
    private const string Image = "ghcr.io/linuxcontainers/alpine:latest";

    [Fact]
    public async Task CallVectors_RunByTheProgram_EndAsExpected()
    {
        var suite = Path.Combine(Conformance.Folder("opspec"), "test-suite");
        using var program = new OperonProgram();
        var archive = Path.Combine(program.Work, "rootfs.tar");
        await Tool.RunAsync(log, "sh", Conformance.Folder("opspec-behaviour"), "make-rootfs.sh", archive);
        (await program.RunAsync("image", "import", archive, Image)).Exit.ShouldBe(0);

        var wrong = new List<string>();
        var count = 0;
        var left = 0;
        foreach (var file in Directory.EnumerateFiles(suite, "scenarios.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var scenarios = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            foreach (var scenario in scenarios.RootElement.EnumerateArray())
            {
                if (!scenario.TryGetProperty("call", out var call)) continue;
                if (call.TryGetProperty("authAddGithub", out _))
                {
                    left++;
                    continue;
                }

                count++;
                var op = Path.GetDirectoryName(file)!;
                var reference = call.TryGetProperty("opRef", out var other) ? other.GetString()! : Copy(op, program);
                var arguments = program.Write("args.yml", call.GetProperty("scope").GetRawText());
                var ran = await program.RunAsync("run", "--no-progress", "--arg-file", arguments, reference);
                if ((ran.Exit == 0) != (call.GetProperty("expect").GetString() == "success")) wrong.Add($"{Path.GetRelativePath(suite, op)}: exit {ran.Exit}\n{ran.Errors}");
            }
        }

        Tool.Summary($"conformance: {count - wrong.Count} of {count} call vectors; {left} with a private token left out");
        count.ShouldBeGreaterThan(0);
        wrong.ShouldBeEmpty();
    }

    // A run may write into its op, and the suite stays as it is. Ops refer to those beside and above them.
    private static string Copy(string op, OperonProgram program)
    {
        var suite = op[..(op.LastIndexOf("/test-suite/", StringComparison.Ordinal) + "/test-suite".Length)];
        var target = Path.Combine(program.Work, "suite");
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        var area = Path.GetDirectoryName(op)!;
        foreach (var file in Directory.EnumerateFiles(area, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(target, Path.GetRelativePath(suite, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return Path.Combine(target, Path.GetRelativePath(suite, op));
    }
}
