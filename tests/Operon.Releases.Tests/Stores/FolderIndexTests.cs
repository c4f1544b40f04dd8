using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Folders;

namespace Operon.Releases.Tests.Stores;

/// <summary>Queries of a store of many folders give what lies in them, whoever wrote it, and read those again that were changed.</summary>
public sealed class FolderIndexTests : IDisposable
{
    private const int Releases = 300;

    // A file system's clock may tick as seldom as this.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly string folder = Directory.CreateTempSubdirectory("operon-folders-").FullName;

    private string Home => Path.Combine(folder, "home");

    private string Documents => Path.Combine(folder, "state", "refs");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task List_AfterChangesBesideTheStore_FindsWhatIsThere()
    {
        MakeReleases();
        var random = new Random(7);
        string[] patterns = ["**", "**/@*", "shop/-/web.ocu.star/@r1*/**", "**/@*/task/*/1/status/{complete,running}", "@/environment/*", "shop/-/*/@/**"];
        for (var round = 0; round < 12; round++)
        {
            for (var i = 0; i < 5; i++) Change(random);
            await Task.Delay(Tick, TestContext.Current.CancellationToken);
            await using var store = await OpenAsync();
            foreach (var pattern in patterns) store.View.List(ReferencePattern.Parse(pattern).Value).ShouldBe(Found(pattern), $"round {round}: {pattern}");
        }
    }

    [Fact]
    public async Task List_WhileTheStoreIsOpen_SeesWhatItAndOthersWrite()
    {
        MakeReleases();
        await using var store = await OpenAsync();
        await using var other = await OpenAsync();
        store.View.Match("**/status/complete").Count.ShouldBe(Releases);

        await other.UpdateAsync<bool>("t", t => t.Delete(Reference.Parse("shop/-/web.ocu.star/@r7/task/build/1/status/complete").Value), default);
        store.View.Match("**/status/complete").Count.ShouldBe(Releases - 1);
        Put("shop/-/api.ocu.star/@r1/task/build/1/status/complete");
        store.View.Match("**/status/complete").Count.ShouldBe(Releases);
        Directory.Delete(Path.Combine(Documents, "shop/-/web.ocu.star"), recursive: true);
        store.View.Match("**/status/complete").ShouldBe(["shop/-/api.ocu.star/@r1/task/build/1/status/complete"]);
        Directory.Delete(Documents, recursive: true);
        store.View.Match("**/status/complete").ShouldBeEmpty();
    }

    [Fact]
    public async Task Index_OfAnEarlierCommand_ReadsAgainOnlyWhatWasChanged()
    {
        MakeReleases();
        await Task.Delay(Tick, TestContext.Current.CancellationToken);
        var file = Path.Combine(folder, "index");
        var first = new FolderIndex(Documents, file, Later);
        Find(first).ShouldBe(Releases);
        first.Reads.ShouldBeGreaterThan(5 * Releases);
        first.Save();

        Put("shop/-/web.ocu.star/@r1/task/build/1/status/complete");
        Put("shop/-/web.ocu.star/@r5/task/build/2/status/complete");
        var second = new FolderIndex(Documents, file, Later);
        Find(second).ShouldBe(Releases + 1);
        second.Reads.ShouldBe(5, "the folder of the file that was replaced, that in which there is a new one, and the three that are new");
        second.Save();
        new FolderIndex(Documents, file, Later).Root.ShouldNotBeNull();
    }

    [Fact]
    public void Index_OfFoldersThatWereJustChanged_IsNotBelieved()
    {
        // However long it takes to make them.
        var clock = new StoppedClock();
        MakeReleases();
        var index = new FolderIndex(Documents, Path.Combine(folder, "index"), clock);
        Find(index).ShouldBe(Releases);
        var reads = index.Reads;
        Find(index).ShouldBe(Releases);
        index.Reads.ShouldBe(2 * reads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(500)]
    public void Index_ThatIsDamaged_IsMadeAnew(int at)
    {
        MakeReleases();
        var file = Path.Combine(folder, "index");
        var first = new FolderIndex(Documents, file, Later);
        Find(first);
        first.Save();

        var bytes = File.ReadAllBytes(file);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
        var flipped = new FolderIndex(Documents, file, Later);
        Find(flipped).ShouldBe(Releases);
        flipped.Reads.ShouldBeGreaterThan(Releases);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes[..at]);
        Find(new FolderIndex(Documents, file, Later)).ShouldBe(Releases);
    }

    // To it, all folders were changed long ago.
    private static TimeProvider Later => new LaterClock();

    private int Find(FolderIndex index) => new FolderWalk(Documents, ReferencePattern.Parse("**/status/complete").Value, index).Find().Count;

    private async Task<FolderStore> OpenAsync() => (await FolderStore.OpenAsync(Path.Combine(folder, "state"), StoreKind.State, Later, isCreated: true, Home)).Value;

    private void MakeReleases()
    {
        for (var release = 1; release <= Releases; release++)
        {
            Put($"shop/-/web.ocu.star/@r{release}");
            Put($"shop/-/web.ocu.star/@r{release}/task/build/1/status/complete");
        }
    }

    private void Put(string reference)
    {
        Directory.CreateDirectory(Path.Combine(Documents, reference));
        var file = Path.Combine(Documents, reference, "@object.json");
        File.WriteAllText(file + ".new", """{"kind":"ref","body":{}}""");
        File.Move(file + ".new", file, overwrite: true);
    }

    private void Change(Random random)
    {
        var release = $"shop/-/web.ocu.star/@r{random.Next(1, Releases + 20)}";
        switch (random.Next(6))
        {
            case 0:
                Put($"{release}/task/build/1/status/{(random.Next(2) == 0 ? "running" : "complete")}");
                break;
            case 1:
                Put($"{release}/task/test {random.Next(3)}/1");
                break;
            case 2:
                Put($"@/environment/é{random.Next(5)}");
                break;
            case 3:
                File.Delete(Path.Combine(Documents, release, "task/build/1/status/complete/@object.json".TrimStart('/')) is var file && File.Exists(file) ? file : Path.Combine(folder, "none"));
                break;
            case 4:
                if (Directory.Exists(Path.Combine(Documents, release))) Directory.Delete(Path.Combine(Documents, release), recursive: true);
                break;
            default:
                if (Directory.Exists(Path.Combine(Documents, release))) Directory.Move(Path.Combine(Documents, release), Path.Combine(Documents, $"shop/-/moved.ocu.star-{random.Next()}"));
                break;
        }
    }

    // What a walk over all files gives.
    private string[] Found(string pattern)
    {
        var parsed = ReferencePattern.Parse(pattern).Value;
        return [.. Directory.EnumerateFiles(Documents, "@object.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Documents, Path.GetDirectoryName(f)!)).Where(parsed.IsMatch).Order(Operon.Text.BytewiseComparer.Instance)];
    }

    private sealed class StoppedClock : TimeProvider
    {
        private readonly DateTimeOffset stopped = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => stopped;
    }

    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromHours(1);
    }
}
