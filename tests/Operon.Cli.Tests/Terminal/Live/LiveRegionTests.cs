using System.Text;
using Operon.Cli.Terminal.Live;

namespace Operon.Cli.Tests.Terminal.Live;

public sealed class LiveRegionTests : IDisposable
{
    private readonly MemoryStream output = new();
    private readonly LiveRegion region;

    public LiveRegionTests() => region = new LiveRegion(output, isDrawn: true);

    public void Dispose() => output.Dispose();

    [Fact]
    public void Draw_OneLineChanged_WritesThatLineAlone()
    {
        Draw("first", "second", "third");
        Draw("first", "other", "third").ShouldSatisfyAllConditions(
            w => w.ShouldContain("other"),
            w => w.ShouldNotContain("first"),
            w => w.ShouldNotContain("third"));
    }

    [Fact]
    public void Draw_NothingChanged_WritesNothing()
    {
        Draw("first", "second");
        Draw("first", "second").ShouldBe("");
    }

    [Fact]
    public void Close_AfterPictures_ShowsTheCursorAgain()
    {
        Draw("first").ShouldContain("\e[?25l");
        var before = output.Length;
        region.Close();
        Written(before).ShouldContain("\e[?25h");
    }

    [Fact]
    public void Draw_LinesThatWait_AreWrittenOnce()
    {
        region.Write("logged\n"u8);
        Draw("first").ShouldContain("logged\n");
        Draw("second").ShouldNotContain("logged");
    }

    private string Draw(params string[] rows)
    {
        var before = output.Length;
        region.Draw([.. rows.Select(r => new ScreenRow(r, r.Length))], 80);
        return Written(before);
    }

    private string Written(long from) => Encoding.UTF8.GetString(output.ToArray().AsSpan((int)from));
}
