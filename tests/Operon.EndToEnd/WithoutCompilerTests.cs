using System.Diagnostics;

namespace Operon.EndToEnd;

/// <summary>Where nothing can link machine code, the program is built in its other form, and does the same.</summary>
public sealed class WithoutCompilerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-e2e-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact(Explicit = true)]
    public async Task FirstUse_WithoutACompiler_BuildsTheOtherForm()
    {
        var checkout = Path.Combine(folder, "operon");
        (await Tool.OutputAsync("git", folder, "clone", "--quiet", OperonProgram.Root, checkout)).ShouldBeEmpty();

        var ran = await RunAsync(checkout, "run", "examples/hello-world");

        ran.Exit.ShouldBe(0, ran.Errors);
        ran.Output.ShouldContain("hello, world");
        ran.Errors.ShouldContain("no C compiler was found");
        File.Exists(Path.Combine(checkout, ".build", "program", "operon.runtimeconfig.json")).ShouldBeTrue();
        var script = Path.Combine(folder, "one.star");
        await File.WriteAllTextAsync(script, "print(1)");
        (await RunAsync(checkout, "starlark", "run", script)).Output.ShouldBe("1\n");
        (await Tool.OutputAsync("git", checkout, "status", "--porcelain")).ShouldBeEmpty();
    }

    private async Task<OperonProgram.Ran> RunAsync(string checkout, params string[] words)
    {
        var start = new ProcessStartInfo(Path.Combine(checkout, "operon"), words) { WorkingDirectory = checkout, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = ProgramsWithoutCompilers();
        start.Environment["OPERON_DATA_DIR"] = Path.Combine(folder, "data");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new OperonProgram.Ran(process.ExitCode, output, await errors);
    }

    private string ProgramsWithoutCompilers()
    {
        var programs = Path.Combine(folder, "programs");
        if (Directory.Exists(programs)) return programs;
        Directory.CreateDirectory(programs);
        foreach (var program in Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/usr/sbin").Append("/sbin").Where(Directory.Exists).SelectMany(Directory.EnumerateFiles))
        {
            var name = Path.GetFileName(program);
            if (name is not ("gcc" or "clang") && !File.Exists(Path.Combine(programs, name))) File.CreateSymbolicLink(Path.Combine(programs, name), program);
        }

        return programs;
    }
}
