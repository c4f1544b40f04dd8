using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Operon.Starlark.Tests.Differential;

/// <summary>
/// Output, error text, positions and traceback of generated programs, beside those of Debian's starlark-go (the packages
/// golang-go and golang-starlark-dev). That is an older one; what is known to have changed since is left out.
/// </summary>
public sealed partial class DifferentialTests
{
    [Fact(Explicit = true)]
    public async Task GeneratedPrograms_Executed_DoAsTheReferenceDoes()
    {
        Assert.SkipUnless(Directory.Exists("/usr/share/gocode/src/go.starlark.net") && File.Exists("/usr/bin/go"), "golang-go and golang-starlark-dev are not installed");
        var cancellation = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("operon-starlark-").FullName;
        try
        {
            var oracle = Path.Combine(folder, "oracle");
            await RunAsync("/usr/bin/go", ["build", "-o", oracle, Path.Combine(Path.GetDirectoryName(ThisFile())!, "oracle.go")], "", cancellation);
            var programs = new ErrorPrograms(Seed);
            var files = Enumerable.Range(0, 20_000).Select(i => Path.Combine(folder, $"{i}.star")).ToList();
            foreach (var file in files) await File.WriteAllTextAsync(file, programs.Next(), cancellation);
            var wanted = (await RunAsync(oracle, [], string.Join('\n', files) + "\n", cancellation)).Split('\0');

            var differences = new List<string>();
            foreach (var (file, want) in files.Zip(wanted))
            {
                var (program, got) = (await File.ReadAllTextAsync(file, cancellation), Run(file));
                if (Common(got) != Common(want) && !IsNewer(program, got)) differences.Add($"{program}got  {got}want {want}");
            }

            differences.Count.ShouldBe(0, string.Join("\n", differences.Take(20)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Which programs: a failure says it.
    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("OPERON_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    private static string Run(string file)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter { NewLine = "\n" };
        new FileRun(output, errors).Run(file, Starlark.Predeclared, new());
        return Encoding.UTF8.GetString(output.ToArray()) + errors;
    }

    // Parameters were in quotes once.
    private static string Common(string text) => QuotedParameter().Replace(text, "$1 $2");

    // What the older reference words or does in another way.
    private static bool IsNewer(string program, string text) =>
        text.Contains("want exactly", StringComparison.Ordinal) || text.Contains("int: for base, got", StringComparison.Ordinal) || text.Contains("with base 0", StringComparison.Ordinal)
        || text.Contains("json.decode: for parameter x", StringComparison.Ordinal) || NewerCall().IsMatch(program);

    private static async Task<string> RunAsync(string program, string[] words, string input, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, words)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["GO111MODULE"] = "off", ["GOPATH"] = "/usr/share/gocode", ["GOFLAGS"] = "" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        process.StandardInput.Close();
        var text = await output;
        await process.WaitForExitAsync(cancellation);
        process.ExitCode.ShouldBe(0, program);
        return text;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    // A default of json.decode, which it has not; methods of strings that it has not.
    [GeneratedRegex(@"json\.decode\)?\((.*,|\*\*)|\.remove(pre|suf)fix\(")]
    private static partial Regex NewerCall();

    [GeneratedRegex("(parameter|argument) \"(\\w+)\"")]
    private static partial Regex QuotedParameter();
}
