using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Operon.Starlark.Tests.Hostile;

namespace Operon.Starlark.Tests.Differential;

/// <summary>
/// Output, error text, positions and traceback of generated programs, beside those of Debian's starlark-go (the packages
/// golang-go and golang-starlark-dev). That is an older one; what is known to have changed since is left out.
/// </summary>
public sealed partial class DifferentialTests
{
    [Fact(Explicit = true)]
    public Task GeneratedPrograms_Executed_DoAsTheReferenceDoes() => CompareAsync(new ErrorPrograms(Seed).Next, 20_000);

    [Fact(Explicit = true)]
    public Task MutatedPrograms_Executed_DoAsTheReferenceDoes()
    {
        var mutation = new Mutation(Seed);
        return CompareAsync(() => "def eq(a, b):\n  print(a, b)\ndef freeze(a):\n  return a\n" + Older(mutation), 5_000);
    }

    // The older reference has no bytes and no escapes of code points, and knows less of some others.
    private static string Older(Mutation mutation)
    {
        string program;
        do program = mutation.Next();
        while (Newer().IsMatch(program));
        return program;
    }

    // Which programs: a failure says it.
    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("CAMPAIGN_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    private static async Task CompareAsync(Func<string> next, int count)
    {
        Assert.SkipUnless(Directory.Exists("/usr/share/gocode/src/go.starlark.net") && File.Exists("/usr/bin/go"), "golang-go and golang-starlark-dev are not installed");
        var cancellation = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("operon-starlark-").FullName;
        try
        {
            var oracle = Path.Combine(folder, "oracle");
            await RunAsync("/usr/bin/go", ["build", "-o", oracle, Path.Combine(Path.GetDirectoryName(ThisFile())!, "oracle.go")], "", cancellation);
            foreach (var (name, text) in ErrorPrograms.Modules) await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellation);
            var files = Enumerable.Range(0, count).Select(i => Path.Combine(folder, $"{i}.star")).ToList();
            foreach (var file in files) await File.WriteAllBytesAsync(file, Encoding.UTF8.GetBytes(next()), cancellation);
            var wanted = await AskAsync(oracle, files, cancellation);

            var differences = new List<string>();
            foreach (var (file, want) in files.Zip(wanted))
            {
                var (program, got) = (await File.ReadAllTextAsync(file, cancellation), Run(file));
                if (want is not null && Common(got) != Common(want) && !IsNewer(program, got)) differences.Add($"{program}got  {got}want {want}");
            }

            differences.Count.ShouldBe(0, $"seed {Seed}\n{string.Join("\n", differences.Take(20))}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string file)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter { NewLine = "\n" };
        new FileRun(output, errors).Run(file, Starlark.Predeclared, new());
        return Encoding.UTF8.GetString(output.ToArray()) + errors;
    }

    // Parameters were in quotes once; what is suggested of the names that are not the file's own, it does not know.
    private static string Common(string text) => SuggestedName().Replace(QuotedParameter().Replace(text, "$1 $2"), "$1");

    // What the older reference words or does in another way.
    private static bool IsNewer(string program, string text) =>
        NewerText().IsMatch(text) || NewerCall().IsMatch(program);

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
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException) when (input.Length > 0)
        {
            // It ended before it had read all.
        }

        var text = await output;
        await process.WaitForExitAsync(cancellation);
        return text;
    }

    // What it does with each file; nothing where it ends for want of stack or memory: then it is asked again for what follows.
    private static async Task<List<string?>> AskAsync(string oracle, List<string> files, CancellationToken cancellation)
    {
        var answers = new List<string?>();
        while (answers.Count < files.Count)
        {
            var text = await RunAsync(oracle, [], string.Join('\n', files.Skip(answers.Count)) + "\n", cancellation);
            answers.AddRange(text.Split('\0')[..^1]);
            if (answers.Count < files.Count) answers.Add(null);
        }

        answers.Count(a => a is null).ShouldBeLessThan(files.Count / 100);
        return answers;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"b""|b'|\\u|\\U|bytes|hash|codepoint|elem|dir\(|update|abs|math|time|set|fail|removeprefix|removesuffix|json|\||while|range|int\(|x[0-9a-f][0-9a-f]")]
    private static partial Regex Newer();

    [GeneratedRegex(@"want exactly|int: for base, got|with base 0|json\.decode: for parameter x|keyword argument \w+ \(did you|string or bytes|float literal: .*_|\.remove(pre|suf)fix\?")]
    private static partial Regex NewerText();

    // A default of json.decode, which it has not; methods of strings that it has not.
    [GeneratedRegex(@"json\.decode\)?\((.*,|\*\*)|\.remove(pre|suf)fix\(")]
    private static partial Regex NewerCall();

    [GeneratedRegex(@"(undefined: \w+) \(did you mean \w+\?\)")]
    private static partial Regex SuggestedName();

    [GeneratedRegex("(parameter|argument) \"(\\w+)\"")]
    private static partial Regex QuotedParameter();
}
