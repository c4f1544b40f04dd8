using System.Globalization;
using System.Text;

namespace Operon.Journal.Tests;

/// <summary>The example of docs/formats/run-folder.md is what the program writes and reads.</summary>
public sealed class FormatTests : IDisposable
{
    private static readonly byte[] Payload = Encoding.ASCII.GetBytes("{\"hello\":1}");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Events_OfTheDocument_AreReadAsItSays()
    {
        Directory.CreateDirectory(folder["r"]);
        await File.WriteAllBytesAsync(folder["r/events"], DocumentedBytes());
        using var reader = RunFolder.Open(folder["r"], TimeProvider.System).Value;
        reader.RunId.ShouldBe("run1");
        var e = reader.Read().ShouldHaveSingleItem();
        (e.Number, e.Epoch, e.UnixNanoseconds).ShouldBe((1, 1, 1_700_000_000_123_456_700));
        e.Timestamp.ToString("O", CultureInfo.InvariantCulture).ShouldBe("2023-11-14T22:13:20.1234567+00:00");
        e.Payload.ToArray().ShouldBe(Payload);
    }

    [Fact]
    public async Task Events_AsWritten_AreTheDocumentsButForTheOwner()
    {
        await using (var run = RunFolder.Create(folder["r"], "run1", new FixedClock()).Value) run.Append(Payload);
        var written = await File.ReadAllBytesAsync(folder["r/events"]);
        var documented = DocumentedBytes();

        // Length and check of the epoch frame depend on the owner's text; header and event frame do not.
        var header = 12 + 4 + 4;
        var eventFrame = 8 + 17 + Payload.Length;
        written.Take(header).ShouldBe(documented.Take(header), Convert.ToHexString(written));
        written.Skip(header + 8).Take(21).ShouldBe(documented.Skip(header + 8).Take(21), Convert.ToHexString(written));
        written.TakeLast(eventFrame).ShouldBe(documented.TakeLast(eventFrame), Convert.ToHexString(written));
    }

    private static byte[] DocumentedBytes()
    {
        // Lines of the dump: offset, bytes, and after two spaces what they mean.
        var lines = File.ReadLines(Document()).SkipWhile(l => l != "```hexdump").Skip(1).TakeWhile(l => l != "```");
        return [.. lines.SelectMany(l => l[6..].Split("  ", 2)[0].Split(' ')).Select(b => byte.Parse(b, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
    }

    private static string Document()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Operon.slnx"))) at = at.Parent;
        return Path.Combine(at!.FullName, "docs", "formats", "run-folder.md");
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(17_000_000_001_234_567);
    }
}
