using System.Text.RegularExpressions;

namespace Operon.Diagnostics.Tests;

/// <summary>
/// What the pages of <c>docs/diagnostics</c> show is what the program does: each wrong op is refused as printed, each right one is
/// not. <c>OPERON_GOLDEN=1</c> writes what the program prints into the pages.
/// </summary>
public sealed partial class PageTests
{
    private const int MostLines = 70;

    public static TheoryData<string> Codes() => [.. Page.All().Select(p => p.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Page_HasItsParts(string code)
    {
        var page = Page.Of(code);
        page.Heading.ShouldBe($"# {code}: {KnownRules.All.Single(r => r.Code == code).Title}");
        page.Text.Split('\n').Length.ShouldBeLessThan(MostLines);
        string[] sections = page.NotRun is null ? ["## Wrong", "## Right"] : ["## When it happens", "## What to do"];
        foreach (var section in sections) page.Text.ShouldContain($"\n{section}\n");
        (page.Console(right: false) is null).ShouldBe(page.NotRun is not null, "a page shows a command, or says in a line 'Not run by a test: …' why it does not");
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Wrong_IsRefusedAsShown(string code)
    {
        var page = Page.Of(code);
        if (page.Console(right: false) is not { } console) return;
        var printed = await PrintedAsync(page, console, right: false);

        // Warnings of something else may stand beside it: a form that has a rule of its own is often deprecated too.
        foreach (var error in Diagnostics(printed).Where(d => d.Contains(" error ", StringComparison.Ordinal))) error.ShouldContain($" {code}: ", Case.Sensitive, printed);
        printed.ShouldContain($" {code}: ");
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Right_IsNotRefused(string code)
    {
        var page = Page.Of(code);
        if (page.Console(right: true) is { } own) (await PrintedAsync(page, own, right: true)).ShouldNotContain($" {code}: ");
        else if (page.Console(right: false) is { } console)
        {
            page.Parts(right: true).ShouldNotBe(page.Parts(right: false), "nothing is right");
            SkipWhereItCannotRun(page.Parts(right: true));
            using var shell = new Shell(page.Parts(right: true));
            (await shell.RunAsync(Commands(console))).ShouldNotContain($" {code}: ");
        }
    }

    private static async Task<string> PrintedAsync(Page page, Page.Block console, bool right)
    {
        SkipWhereItCannotRun(page.Parts(right));
        using var shell = new Shell(page.Parts(right));
        var printed = await shell.RunAsync(Commands(console));
        if (Environment.GetEnvironmentVariable("OPERON_GOLDEN") is not null) page.Rewrite(console, printed);
        else console.Text.ShouldBe(printed);
        return printed;
    }

    private static void SkipWhereItCannotRun(IReadOnlyList<Page.Block> parts) =>
        Assert.SkipUnless(Shell.CanRun(parts), "runs a container, for which it must be root");

    private static IEnumerable<string> Commands(Page.Block console) => console.Text.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal));

    // One text each: a diagnostic with what led to it.
    private static IEnumerable<string> Diagnostics(string printed)
    {
        var heads = Head().Matches(printed).Select(m => m.Index).Append(printed.Length).ToList();
        return heads.SkipLast(1).Zip(heads.Skip(1), (from, to) => " " + printed[from..to]);
    }

    [GeneratedRegex(@"^(?:\S[^\n]*: )?(?:error|warning) [A-Z]{3}\d{4}: ", RegexOptions.Multiline)]
    private static partial Regex Head();
}
