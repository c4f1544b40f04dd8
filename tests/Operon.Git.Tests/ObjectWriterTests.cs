using System.Globalization;
using System.Text;
using Operon.Git.Objects;

namespace Operon.Git.Tests;

/// <summary>Objects that are written here are git's own, in files of their own or in packs.</summary>
public sealed class ObjectWriterTests : IDisposable
{
    private readonly Repository repository = new();
    private readonly ObjectReader reader;

    public ObjectWriterTests() => reader = new ObjectReader(repository.Program, repository.Folder);

    private string Objects => Path.Combine(repository.Folder, ".git", "objects");

    public void Dispose()
    {
        reader.Dispose();
        repository.Dispose();
    }

    [Fact]
    public void FewObjects_HaveFilesOfTheirOwn_WhenTheyAreWritten()
    {
        var writer = Writer();
        var blob = writer.Add(ObjectKind.Blob, "hello"u8);
        writer.Add(ObjectKind.Blob, "hello"u8).ShouldBe(blob);
        reader.Read(blob.ToString()).Value.ShouldBeNull();

        writer.Write();

        reader.Read(blob.ToString()).Value!.Content.ShouldBe("hello"u8.ToArray());
        repository.Git("cat-file", "-p", blob.ToString()).ShouldBe("hello");
        Packs().ShouldBeEmpty();
    }

    // Small ones are not compressed.
    [Fact]
    public void Objects_OfAnyLength_AreReadByGit()
    {
        byte[][] contents = [.. ((int[])[0, 1, 255, 3_985, 3_986, 3_989, 3_990, 3_991, 3_992, 4_000, 70_000]).SelectMany(n => new[] { Enumerable.Repeat((byte)0xff, n).ToArray(), [.. Enumerable.Range(0, n).Select(i => (byte)(i * 7))] })];
        var writer = Writer();
        ObjectId[] ids = [.. contents.Select(c => writer.Add(ObjectKind.Blob, c))];

        writer.Write();

        Packs().ShouldBeEmpty();
        foreach (var (id, content) in ids.Zip(contents))
        {
            repository.Git("cat-file", "-s", id.ToString()).ShouldBe(content.Length.ToString(CultureInfo.InvariantCulture));
            reader.Read(id.ToString()).Value!.Content.ShouldBe(content);
        }

        repository.Git("fsck", "--strict", "--full", "--no-dangling").ShouldBeEmpty();
        repository.Git("repack", "-a", "-d", "-q");
    }

    [Fact]
    public void ManyObjects_AreOnePack_ThatGitReads()
    {
        var root = ObjectId.Parse(repository.Git("rev-parse", "HEAD^{tree}"))!.Value;
        var head = ObjectId.Parse(repository.Git("rev-parse", "HEAD"))!.Value;
        var random = new Random(1);
        var large = new byte[3_000_000];
        random.NextBytes(large);
        var contents = Enumerable.Range(0, 500).Select(i => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("text ", i)) + i.ToString(CultureInfo.InvariantCulture))).Append([]).Append(large).ToList();
        var writer = Writer();
        var files = contents.Select((c, i) => new KeyValuePair<string, ObjectId?>($"d{i % 7}/f{i}", writer.Add(ObjectKind.Blob, c))).ToList();
        var tree = new TreeEditor(reader).Apply(root, files, writer).Value;
        var commit = writer.Add(ObjectKind.Commit, new CommitText(tree, [head], new GitAuthor("A", "a@example.com"), DateTimeOffset.UnixEpoch, "many").ToUtf8());

        writer.Write();

        Packs().Select(Path.GetExtension).Order().ShouldBe([".idx", ".pack"]);
        repository.Git("verify-pack", Packs().Single(p => p.EndsWith(".idx", StringComparison.Ordinal))).ShouldBeEmpty();
        foreach (var ((_, id), content) in files.Zip(contents)) reader.Read(id.ToString()!).Value!.Content.ShouldBe(content);
        repository.Git("update-ref", "refs/heads/many", commit.ToString());
        repository.Git("fsck", "--strict", "--full").ShouldBeEmpty();
        repository.Git("repack", "-a", "-d", "-q");
        repository.Git("clone", "--quiet", "--branch=many", repository.Folder, repository.Folder + ".clone");
        File.ReadAllBytes(Path.Combine(repository.Folder + ".clone", "d4", "f501")).ShouldBe(large);
    }

    [Fact]
    public void FewObjectsAgainAndAgain_AreInFewPacks()
    {
        var writer = Writer();
        var all = new List<ObjectId>();
        for (var change = 0; change < 40; change++)
        {
            for (var i = 0; i < 36; i++) all.Add(writer.Add(ObjectKind.Blob, Encoding.UTF8.GetBytes($"{change} {i}")));
            writer.Write();

            // Whoever has the packs of before open finds what is new, and all that was there.
            foreach (var id in (ObjectId[])[all[^1], all[change], all[all.Count / 2]]) reader.Read(id.ToString()).Value.ShouldNotBeNull();
        }

        // The first ones have files of their own: 72 and those that were there.
        Directory.GetFiles(Objects, "*", SearchOption.AllDirectories).Count(f => Path.GetFileName(f).Length == 38).ShouldBeInRange(72, 82);

        // And the last one that was replaced, for who is about to open it.
        Packs().Length.ShouldBe(2 * (3 + 1));
        all.ShouldAllBe(id => reader.Read(id.ToString()).Value != null);
        repository.Git("fsck", "--strict", "--full", "--no-dangling").ShouldBeEmpty();
    }

    [Fact]
    public async Task ManyFiles_AreBroughtTogetherInOnePack()
    {
        var bare = repository.Folder + ".git";
        repository.Git("clone", "--quiet", "--bare", repository.Folder, bare);
        using var inBare = new ObjectReader(repository.Program, bare);
        var all = new List<ObjectId>();
        for (var commit = 0; commit < 60; commit++)
        {
            var writer = new ObjectWriter(bare);
            for (var i = 0; i < 150; i++) all.Add(writer.Add(ObjectKind.Blob, Encoding.UTF8.GetBytes($"{commit} {i}")));
            writer.Write();
        }

        (await new GitRepository(repository.Program, bare).PackAsync(default)).ShouldBeNull();

        Directory.GetFiles(Path.Combine(bare, "objects"), "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f).Length == 38).ShouldBeEmpty();
        inBare.ReadAll([.. all.Select(a => a.ToString())]).Value.Select((o, i) => Encoding.UTF8.GetString(o!.Content) == $"{i / 150} {i % 150}").ShouldAllBe(isSame => isSame);
        foreach (var i in (int[])[0, 4_711, 8_999]) inBare.Read(all[i].ToString()).Value!.Content.ShouldBe(Encoding.UTF8.GetBytes($"{i / 150} {i % 150}"));
    }

    [Fact]
    public async Task ManyPacks_AreBroughtTogether()
    {
        var bare = repository.Folder + ".git";
        repository.Git("clone", "--quiet", "--bare", repository.Folder, bare);
        using var inBare = new ObjectReader(repository.Program, bare);
        var all = new List<ObjectId>();
        for (var pack = 0; pack < 50; pack++)
        {
            var writer = new ObjectWriter(bare);
            for (var i = 0; i < 200; i++) all.Add(writer.Add(ObjectKind.Blob, Encoding.UTF8.GetBytes($"{pack} {i}")));
            writer.Write();
            inBare.Read(all[^1].ToString()).Value.ShouldNotBeNull();
        }

        (await new GitRepository(repository.Program, bare).PackAsync(default)).ShouldBeNull();

        Directory.GetFiles(Path.Combine(bare, "objects", "pack"), "*.pack").Length.ShouldBeLessThan(10);
        all.ShouldAllBe(id => inBare.Read(id.ToString()).Value != null);
        repository.Git("-C", bare, "fsck", "--full", "--no-dangling").ShouldBeEmpty();
    }

    [Fact]
    public void ObjectsThatAreThere_AreNotWrittenAgain()
    {
        var there = repository.Git("hash-object", "a.txt");
        var place = Path.Combine(Objects, there[..2], there[2..]);
        var time = File.GetLastWriteTimeUtc(place);
        var writer = Writer();
        writer.Add(ObjectKind.Blob, File.ReadAllBytes(Path.Combine(repository.Folder, "a.txt"))).ToString().ShouldBe(there);

        writer.Write();

        File.GetLastWriteTimeUtc(place).ShouldBe(time);
        writer.Write();
        Packs().ShouldBeEmpty();
    }

    private ObjectWriter Writer() => new(Path.Combine(repository.Folder, ".git"));

    private string[] Packs() => Directory.GetFiles(Path.Combine(Objects, "pack"));
}
