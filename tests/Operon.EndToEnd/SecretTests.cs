using System.Text;

namespace Operon.EndToEnd;

/// <summary>A secret goes through real containers in every way there is, and is found nowhere afterwards.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Canary = "c4nary of \"the\" s\\cret/é";
    private const string Leaf = "leaf-of-c4nary-object";
    private const string KeyLine = "second-line-of-c4nary-key";

    private readonly OperonProgram program = new();

    [Fact]
    public async Task Run_SecretsInEveryPlace_AreFoundInTheSealedFileOnly()
    {
        program.WriteOp(".", """
            name: secret
            inputs:
              token: { string: { isSecret: true } }
              login: { object: { isSecret: true } }
              key: { file: { isSecret: true } }
              digits: { number: { isSecret: true, default: 8675309 } }
            run:
              serial:
                - name: with $(token)
                  container:
                    name: $(login.pass)
                    workDir: /work/$(login.pass)
                    image: { ref: IMAGE }
                    envVars: { TOKEN: $(token), LEAF: $(login.pass), DIGITS: $(digits), ALL: $(login) }
                    files: { /token: $(token), /part: "token=$(token)", /login: $(login), /key: $(key) }
                    dirs: { /tree: { inner.txt: { data: $(token) } } }
                    cmd:
                      - sh
                      - -c
                      - |
                        echo "plain $TOKEN $LEAF $DIGITS"; echo "errors $TOKEN" >&2
                        cat /token /part /login /key /tree/inner.txt; echo
                        echo "base64 `base64 /token` `base64 /part` `base64 -w 0 /login` `base64 /key`"
                        printf '%s' "$TOKEN" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g'; echo
                        printf "$LEAF" | head -c 6; printf "$LEAF" | tail -c +7; echo
                        printf "$LEAF" | head -c 8; sleep 1; printf "$LEAF" | tail -c +9; echo
                        echo done; sleep 1
                - container:
                    image: { ref: IMAGE }
                    envVars: { TOKEN: $(token) }
                    cmd: [sh, -c, 'echo "the end of $TOKEN" >&2; exit 3']
            """);
        program.Write("key", $"first-line-of-c4nary-key\n{KeyLine}\n");
        program.Write("args.yml", $"token: '{Canary}'\nlogin: {{ user: me, pass: {Leaf} }}\nkey: ./key\n");

        var run = program.RunAsync("run", ".", "--arg-file", "args.yml");
        while (await Task.WhenAny(run, Task.Delay(50, TestContext.Current.CancellationToken)) != run) CommandLines().ShouldNotContain("c4nary");
        var ran = await run;

        ran.Exit.ShouldBe(1);
        ran.Lines.ShouldContain("plain <secret token> <secret login> <secret digits>");
        ran.Output.ShouldNotContain("leaf-of-", Case.Sensitive, "the beginning waits for the rest, however late that comes");
        ran.Lines.ShouldContain("done");
        ran.Errors.ShouldContain("the end of <secret token>");
        ShouldTellNothing(ran.Output, "standard output");
        ShouldTellNothing(ran.Errors, "standard error");
        var isSealed = false;
        foreach (var file in Directory.EnumerateFiles(program.DataDirectory, "*", SearchOption.AllDirectories).Where(f => !f.Contains("/images/", StringComparison.Ordinal)))
        {
            var text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            if (Path.GetFileName(file) != "sealed")
            {
                ShouldTellNothing(text, file);
                continue;
            }

            isSealed = true;
            text.ShouldContain(Leaf);
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        isSealed.ShouldBeTrue();
    }

    [Theory]
    [InlineData("number", "c4nary")]
    [InlineData("object", "[c4nary")]
    [InlineData("file", "./c4nary")]
    public async Task Run_SecretThatDoesNotFit_IsRefusedWithoutTellingIt(string type, string text)
    {
        program.WriteOp(".", $"name: secret\ninputs: {{ s: {{ {type}: {{ isSecret: true }} }}, d: {{ number: {{ isSecret: true, default: 'c4nary-default' }} }} }}\n");

        var ran = await program.RunAsync("run", ".", "-a", $"s={text}");

        ran.Exit.ShouldBe(1);
        ran.Errors.ShouldContain("'s' from -a is invalid");
        ShouldTellNothing(ran.Output + ran.Errors, "the refusal");
    }

    public void Dispose() => program.Dispose();

    private static void ShouldTellNothing(string text, string where)
    {
        foreach (var word in new[] { "c4nary", "8675309", Base64("c4nary", 0), Base64("c4nary", 1), Base64("c4nary", 2) })
        {
            text.ShouldNotContain(word, Case.Sensitive, $"{where} tells a secret");
        }
    }

    // What stands in base64 wherever the text is in what was encoded.
    private static string Base64(string text, int shift) =>
        Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(text)])[(shift == 0 ? 0 : shift + 1)..((shift + text.Length) * 8 / 6)];

    private static string CommandLines()
    {
        var all = new StringBuilder();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(process, "cmdline"));
                if (line.Contains("crun", StringComparison.Ordinal) || line.Contains("runc", StringComparison.Ordinal) || line.Contains("operon", StringComparison.Ordinal)) all.AppendLine(line);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }

        return all.ToString();
    }
}
