using Operon.Cli.Terminal.Live;

namespace Operon.Cli.Tests.Terminal.Live;

public sealed class PaletteTests
{
    [Theory]
    [InlineData("TERM=xterm", true, false, true)]
    [InlineData("TERM=xterm", false, false, false)]
    [InlineData("TERM=dumb", true, false, false)]
    [InlineData("", true, false, false)]
    [InlineData("TERM=xterm NO_COLOR=1", true, false, false)]
    [InlineData("TERM=xterm NO_COLOR=", true, false, true)]
    [InlineData("TERM=xterm CLICOLOR=0", true, false, false)]
    [InlineData("TERM=xterm CLICOLOR=1", false, false, false)]
    [InlineData("CLICOLOR_FORCE=1", false, false, true)]
    [InlineData("CLICOLOR_FORCE=0 TERM=xterm", false, false, false)]
    [InlineData("CLICOLOR_FORCE=1 NO_COLOR=1", false, false, false)]
    [InlineData("TERM=xterm CLICOLOR_FORCE=1", true, true, false)]
    public void Choose_Variables_DecideAboutColour(string variables, bool isTerminal, bool isRefused, bool expected) =>
        Palette.Choose(Environment(variables), isTerminal, isRefused).HasColour.ShouldBe(expected);

    [Theory]
    [InlineData("LANG=en_US.UTF-8", true)]
    [InlineData("LANG=C.utf8", true)]
    [InlineData("LANG=C", false)]
    [InlineData("", false)]
    [InlineData("LANG=en_US.UTF-8 LC_ALL=C", false)]
    [InlineData("LANG=C LC_CTYPE=C.UTF-8", true)]
    public void Choose_Locale_DecidesAboutSigns(string variables, bool expected) => Palette.Choose(Environment(variables), true, false).HasUnicode.ShouldBe(expected);

    private static Func<string, string?> Environment(string variables)
    {
        var all = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1], StringComparer.Ordinal);
        return name => all.GetValueOrDefault(name);
    }
}
