using System.Security.Cryptography;
using System.Text;

namespace Operon.EndToEnd;

/// <summary>What containers write arrives as written, and in order.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly OperonProgram program = new();

    [Fact]
    public async Task Run_BytesThroughFileStringAndFile_AreIdentical()
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        program.WriteOp(".", """
            name: bytes
            inputs: { in: { file: {} } }
            outputs: { copy: { file: {} } }
            run:
              serial:
                - op:
                    ref: $(./text)
                    inputs: { text: $(in) }
                    outputs: { text: $(middle) }
                - container:
                    image: { ref: IMAGE }
                    files: { /from: $(middle), /to: $(./to) }
                    cmd: [cp, /from, /to]
            """);
        program.WriteOp("text", "name: text\ninputs: { text: { string: {} } }\noutputs: { text: { string: {} } }\nrun: { serial: [] }\n");
        await File.WriteAllBytesAsync(Path.Combine(program.Work, "in"), bytes, TestContext.Current.CancellationToken);

        var ran = await program.RunAsync("run", ".", "-a", "in=in");

        // The output is declared and never bound: that failure comes after the copy was made.
        ran.Errors.ShouldContain("'copy' is required");
        (await File.ReadAllBytesAsync(Path.Combine(program.Work, "to"), TestContext.Current.CancellationToken)).ShouldBe(bytes);
    }

    [Fact]
    public async Task Run_LinesOnBothStreams_KeepOrderAndTheLastPartialLine()
    {
        program.WriteOp(".", "name: lines\nrun:\n  container:\n    image: { ref: IMAGE }\n    cmd: [sh, -c, 'i=0; while [ $i -lt 2000 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done; printf partial']\n".Replace("$((", "\\$((", StringComparison.Ordinal));

        var ran = await program.RunAsync("run", ".");

        ran.Exit.ShouldBe(0, ran.Errors);
        ran.Lines.Where(l => l.StartsWith("out ", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, 2000).Select(i => $"out {i}"));
        ran.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[(l.IndexOf("] ", StringComparison.Ordinal) + 2)..]).ShouldBe(Enumerable.Range(0, 2000).Select(i => $"err {i}"));
        ran.Lines.ShouldContain("partial");
    }

    [Fact]
    public async Task Run_ArgumentOfSecretInput_StandsInTheSealedFileAlone()
    {
        const string Canary = "t0ken-of-the-secret";
        program.WriteOp(".", "name: secret\ninputs: { token: { string: { isSecret: true } } }\nrun:\n  container:\n    image: { ref: IMAGE }\n    envVars: { TOKEN: $(token) }\n    files: { /token: $(token) }\n    cmd: [sh, -c, 'test \"$TOKEN\" = \"`cat /token`\"']\n");

        var ran = await program.RunAsync("run", ".", "-a", $"token={Canary}");

        ran.Exit.ShouldBe(0, ran.Errors);
        foreach (var file in Directory.EnumerateFiles(program.DataDirectory, "*", SearchOption.AllDirectories).Where(f => f.Contains("/runs/", StringComparison.Ordinal) && !f.EndsWith("/sealed", StringComparison.Ordinal)))
        {
            Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldNotContain(Canary, customMessage: file);
        }
    }

    public void Dispose() => program.Dispose();
}
