using System.Diagnostics;
using Operon.Cli.Completion;

namespace Operon.Cli.Tests.Completion;

public sealed class ShellLineTests
{
    private const string Breaks = " \t\n\"'><=;|&(:";

    [Theory]
    [InlineData("operon run b", "b", 0, '\0')]
    [InlineData("operon run ", "", 0, '\0')]
    [InlineData("operon run my\\ op", "my op", 0, '\0')]
    [InlineData("operon run \"my o", "my o", 0, '"')]
    [InlineData("operon run \"my\" o", "o", 0, '\0')]
    [InlineData("operon run \"my o\"", "my o", 0, '\0')]
    [InlineData("operon -a a=b", "a=b", 2, '\0')]
    [InlineData("operon -a 'a b'=c", "a b=c", 4, '\0')]
    [InlineData("operon -a 'a=b", "a=b", 0, '\'')]
    [InlineData("operon -a a=\"b c", "a=b c", 2, '"')]
    [InlineData("operon -a a\\=b", "a=b", 0, '\0')]
    [InlineData("operon -a \"a\\\"b", "a\"b", 0, '"')]
    public void Parse_OfALine_FindsTheWordAndWhatBashLeaves(string line, string word, int kept, char quote)
    {
        var parsed = ShellLine.Parse(line, Breaks);
        parsed.Before[0].ShouldBe("operon");
        (parsed.Word, parsed.Kept, parsed.Quote).ShouldBe((word, kept, quote));
    }

    [Theory]
    [InlineData("")]
    [InlineData("'")]
    [InlineData("\"")]
    public void Quoted_OfAnything_IsThatForBash(string quote)
    {
        foreach (var value in (string[])["plain", "a b", "it's", "say \"hi\"", "$HOME", "`id`", "a\\b", "x;y|z&", "*?[a]{b,c}", "#no", "a#b", "~root", "!!", "a=b:c", "(x)<y>", "ü…"])
        {
            var line = ShellLine.Parse($"operon {quote}", Breaks);
            using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", $"printf %s {quote}{line.Quoted(value)}{quote}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var said = bash.StandardOutput.ReadToEnd();
            bash.WaitForExit();

            // In double quotes and where no history is, a backslash stays in front of '!'; at a prompt both must be there.
            (quote == "\"" ? said.Replace("\\!", "!", StringComparison.Ordinal) : said).ShouldBe(value);
        }
    }
}
