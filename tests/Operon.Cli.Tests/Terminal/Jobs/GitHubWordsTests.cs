using System.Text;
using Operon.Cli.Terminal.Jobs;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Tests.Terminal.Jobs;

public sealed class GitHubWordsTests : IDisposable
{
    private static readonly DiagnosticRule Rule = new("OPS0000", DiagnosticSeverity.Error, "Odd: things, 100%");
    private readonly WorkingDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Notice_OfAProblemInAFile_EscapesAsTheServiceAsks()
    {
        directory.Write("a,b:c/op.yml", "name: x\n");
        var source = new SourceText("./a,b:c/op.yml", "name: x\nrun: y\n");
        var notice = new GitHubWords(directory.Path, directory.Path).Notice(new Diagnostic(Rule, "50% of\r\nlines, all: bad", new SourceSpan(source, 13, 1)) { Fix = "mend it" });
        notice.ShouldBe("::error file=a%2Cb%3Ac/op.yml,line=2,col=6,title=OPS0000%3A Odd%3A things%2C 100%25::50%25 of%0D%0Alines, all: bad%0Afix: mend it");
    }

    [Theory]
    [InlineData("../outside/op.yml")]
    [InlineData("/etc/passwd")]
    [InlineData("-a")]
    public void Notice_OfAProblemElsewhere_HasNoFile(string name) =>
        new GitHubWords(directory.Path, directory.Path).Notice(new Diagnostic(Rule with { Severity = DiagnosticSeverity.Warning }, "no", new SourceSpan(new SourceText(name, "x"), 0, 1)))
            .ShouldBe("::warning title=OPS0000%3A Odd%3A things%2C 100%25::no");

    [Fact]
    public void Log_OfWhatContainersWrite_ObeysNoneOfIt()
    {
        using var output = new MemoryStream();
        var words = new GitHubWords(directory.Path, null);
        using var log = new JobLog(output, words);
        log.Write("::add-mask::x\n##[group]y\n"u8);
        log.Say(words.Begin("one", "evil\r\n::set-env name=A::b", default));
        log.Write("no line end"u8);
        log.Say(words.End("one", default));
        log.Write("::operon-guess::\n::error::forged\n"u8);
        log.End();

        Obeyed(Encoding.UTF8.GetString(output.ToArray())).ShouldBe(["group::evil␍␊::set-env name=A::b", "endgroup::"]);
    }

    [Fact]
    public void Log_ThatNobodyWroteTo_IsEmpty()
    {
        using var output = new MemoryStream();
        using var log = new JobLog(output, new GitHubWords(directory.Path, null));
        log.End();
        output.Length.ShouldBe(0);
    }

    /// <summary>The commands that the service would obey, by its rules: those on lines of their own, unless they are stopped.</summary>
    internal static IReadOnlyList<string> Obeyed(string log)
    {
        var obeyed = new List<string>();
        string? token = null;
        foreach (var line in log.Split(['\n', '\r']).Select(l => l.TrimStart()))
        {
            if (token is not null)
            {
                if (line == $"::{token}::") token = null;
            }
            else if (line.StartsWith("::stop-commands::", StringComparison.Ordinal))
            {
                token = line["::stop-commands::".Length..];
                token.Length.ShouldBeGreaterThan(40);
            }
            else if (line.StartsWith("::", StringComparison.Ordinal) || line.Contains("##[", StringComparison.Ordinal))
            {
                obeyed.Add(line.TrimStart(':'));
            }
        }

        token.ShouldBeNull("what follows in the job is for the service");
        return obeyed;
    }
}
