using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Operon.Git.Objects;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Git;
using Operon.Text;

namespace Operon.Releases.Tests.Stores;

public sealed class KeyIndexTests
{
    private static readonly string[] Names = ["a", "b", "status", "complete", "pending", "paused", "1", "2", "eu"];
    private static readonly string[] Packages = ["r/-/f", "r/-/g/h", "q/x/-/f.star", "r/-/repo.ocu.star"];
    private static readonly string[] Releases = ["", "r1", "r2", "r10", "v1"];
    private static readonly string[] Types = ["task", "deploy", "custom", "op", "commit", "push"];

    private static readonly string[] Patterns =
    [
        "**", "**/@*", "**/@", "**/@r*", "r/-/f/@*", "r/**", "**/@/deploy/*", "**/@*/custom/*", "**/@*/{task,deploy}/*/*/status/{pending,paused}", "**/status/pending", "**/status/*", "**/{status,x}/*",
        "r/-/f/@r1/**/status/*", "r/-/f/@r1/task/**", "**/@*/task/*", "**/@*/task/*/*", "**/@{,r1}/task/?", "**/@r[0-9]/**", "**/@*/*/a", "@/custom/*", "@/**", "**/-/repo.ocu.star/@*", "**/@*/{task/a,custom/b}", "**/\\@/task/*",
        "r/-/f/@r1/task/a", "**/@*/op/*", "**/@*/t*/*/1/status/c*", "{r,q}/**/@*/**", "**/@**",
    ];

    [Fact]
    public void List_OfAnyDocumentsAndPattern_IsWhatMatchesOfAll()
    {
        var reference = from package in Gen.Elements(Packages)
                        from release in Gen.Elements(Releases)
                        from type in Gen.Elements(Types)
                        from count in Gen.Choose(0, 4)
                        from names in Gen.Elements(Names).ArrayOf(count)
                        from isGlobal in Gen.Frequency((1, Gen.Constant(true)), (5, Gen.Constant(false)))
                        select isGlobal ? $"@/custom/{string.Join('/', names.DefaultIfEmpty("x"))}" : $"{package}/@{release}" + (count == 0 ? "" : $"/{type}/{string.Join('/', names)}");
        Prop.ForAll(reference.ArrayOf(60).ToArbitrary(), all =>
        {
            var sorted = all.Distinct().Order(BytewiseComparer.Instance).ToArray();
            var view = View(sorted);
            foreach (var text in Patterns)
            {
                var pattern = ReferencePattern.Parse(text).Value;
                view.List(pattern).ShouldBe(sorted.Where(pattern.IsMatch), text);
            }

            foreach (var one in sorted) view.Exists(one).ShouldBeTrue();
            view.Exists(sorted[0] + "x").ShouldBeFalse();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Parse_OfADamagedImage_IsRefused()
    {
        var image = Image(["r/-/f/@r1", "r/-/f/@r1/task/a", "r/-/f/@/task/a"]);
        KeyIndex.Parse(image).ShouldNotBeNull().Count.ShouldBe(3);
        for (var at = 0; at < image.Length; at++)
        {
            var damaged = (byte[])image.Clone();
            damaged[at] ^= 0x40;
            KeyIndex.Parse(damaged).ShouldBeNull($"byte {at}");
            KeyIndex.Parse(image[..at]).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Index_OfAFileThatIsReadInParts_SaysWhatTheSameInMemoryDoes()
    {
        await using var place = new GitPlace();
        string[] all = [.. Enumerable.Range(0, 4_000).SelectMany(i => new[] { $"r/-/f/@r{i}", $"r/-/f/@r{i}/task/a", $"r/-/f/@r{i}/task/a/1", $"r/-/f/@r{i}/task/a/1/status/complete", $"r/-/g/@r{i}/commit/{i:x40}" })];
        var (image, path) = (Image(all), Path.Combine(place.Root, "image"));
        await File.WriteAllBytesAsync(path, image);
        var whole = KeyIndex.Parse(image).ShouldNotBeNull();

        // Each question to a file that nothing was read of yet.
        foreach (var one in new[] { 0, 1, 77, 9_999, 19_999 }.Select(i => all[i])) OfFile().Find(one).ShouldBe(whole.Find(one).ShouldNotBeNull());
        OfFile().Find("r/-/f/@r4000").ShouldBeNull();
        foreach (var pattern in new[] { "**/@*/task/*", "r/-/f/@r3999/**", "**/status/complete", "r/-/g/@r1*/**" }.Select(p => ReferencePattern.Parse(p).Value)) OfFile().List(pattern).ShouldBe(whole.List(pattern));
        OfFile().All().ShouldBe(whole.All());

        // Also of several at once.
        var shared = OfFile();
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(() => all.Where((_, i) => i % 8 == t).All(r => shared.Find(r) == whole.Find(r)))));
        found.ShouldAllBe(isSame => isSame);

        var later = OfFile();
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(image.Length / 2);
        Should.Throw<StoreFailure>(() => later.All().Count()).Diagnostic.ToString().ShouldContain("the file has become shorter");

        KeyIndex OfFile() => KeyIndex.Over(new KeyImage(File.OpenHandle(path, share: FileShare.ReadWrite), image.Length, path)).ShouldNotBeNull();
    }

    [Fact]
    public void Foresee_OfLinks_TellsThoseToNewReleasesAndNoOthers()
    {
        var builder = new KeyIndexBuilder();
        foreach (var release in new[] { "r1", "r9", "r10", "r11", "r12" }) builder.Add($"r/-/f/@{release}", ObjectId.EmptyTree);
        Link("r/-/f/@/task/new", "r/-/f/@r12/task/new");
        Link("r/-/f/@/deploy/eu/west", "r/-/f/@r10/deploy/eu/west");
        Link("r/-/f/@/task/old", "r/-/f/@r9/task/old");
        Link("r/-/f/@/task/other", "r/-/f/@r12/task/another");
        Link("r/-/f/@v1", "r/-/f/@r12");
        Link("q/-/f/@/task/new", "r/-/f/@r12/task/new");
        builder.Add("r/-/f/@/custom/c", ObjectId.Of(ObjectKind.Blob, "{}"u8));

        builder.Foresee().OrderBy(t => t.Key).ShouldBe([new("r/-/f/@/deploy/eu/west", "r/-/f/@r10/deploy/eu/west"), new("r/-/f/@/task/new", "r/-/f/@r12/task/new")]);
        builder.Candidates.Count.ShouldBe(7);

        void Link(string from, string to) => builder.Add(from, ObjectId.Of(ObjectKind.Blob, StoredDocument.LinkTo(to).ToUtf8()));
    }

    [Fact]
    public async Task Open_WithoutAnIndex_KnowsAllLinksHoweverTheyAreWritten()
    {
        await using var place = new GitPlace();
        await using (var store = await place.OpenAsync())
        {
            await store.UpdateAsync<bool>("links", t =>
            {
                for (var i = 1; i <= 150; i++)
                {
                    t.Set(Reference.Parse($"r/-/f/@r{i}/task/t{i}").Value, i);
                    t.Link(Reference.Parse($"r/-/f/@/task/t{i}").Value, Reference.Parse($"r/-/f/@r{i}/task/t{i}").Value);
                }

                return true;
            }, default);
        }

        File.Delete(Directory.GetFiles(place.Root, "*.keys", SearchOption.AllDirectories).ShouldHaveSingleItem());
        await using var again = await place.OpenAsync();
        for (var i = 1; i <= 150; i++) again.View.Find($"r/-/f/@/task/t{i}").ShouldNotBeNull().Body.ShouldBe(i);
        again.View.Match("**/@/task/*", withLinks: false).ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_WithAFileThatIsDamagedOrGone_MakesItAnew()
    {
        await using var place = new GitPlace();
        await using (var store = await place.OpenAsync()) await StoreWithAsync(store, "x");
        await using (var store = await place.OpenAsync()) store.View.Match("**").ShouldBe(["@/custom/x"]);
        var file = Directory.GetFiles(place.Root, "*.keys", SearchOption.AllDirectories).ShouldHaveSingleItem();
        await File.WriteAllTextAsync(file, "OPKEYS01 and then nonsense");
        await using (var store = await place.OpenAsync()) store.View.Match("**").ShouldBe(["@/custom/x"]);
        KeyIndex.Parse(await File.ReadAllBytesAsync(file)).ShouldNotBeNull();

        // Damage that nobody would see without the sum, in a file that was found whole before.
        await using (var store = await place.OpenAsync()) store.View.Match("**").ShouldBe(["@/custom/x"]);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.AsSpan().IndexOf("custom"u8)] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        await using (var store = await place.OpenAsync()) store.View.Match("**").ShouldBe(["@/custom/x"]);
        File.Delete(file);
        await using (var store = await place.OpenAsync()) store.View.Match("**").ShouldBe(["@/custom/x"]);
        Directory.Delete(Path.Combine(place.Root, "home"), recursive: true);
        await using (var store = await place.OpenAsync()) store.View.Match("**").ShouldBe(["@/custom/x"]);
    }

    [Fact]
    public async Task Open_AfterMoreChangesThanAFewHundred_HasThemAllInTheFile()
    {
        await using var place = new GitPlace();
        await using (var store = await place.OpenAsync())
        {
            await store.UpdateAsync<bool>("many", t =>
            {
                for (var i = 0; i < 400; i++) t.Set(Reference.Parse($"r/-/f/@r{i}/custom/c").Value, i);
                t.Set(Reference.Parse("r/-/f/@/custom/c").Value, 1);
                t.Link(Reference.Parse("r/-/f/@v1").Value, Reference.Parse("r/-/f/@r1/custom/c").Value);
                return true;
            }, default);
        }

        var index = KeyIndex.Parse(await File.ReadAllBytesAsync(Directory.GetFiles(place.Root, "*.keys", SearchOption.AllDirectories).Single())).ShouldNotBeNull();
        index.Count.ShouldBe(402);
        index.TargetOf("r/-/f/@v1").ShouldBe("r/-/f/@r1/custom/c");
        await using var again = await place.OpenAsync();
        again.View.Match("**/@*/custom/c").Count.ShouldBe(401);
        again.View.Match("**/@v*", withLinks: false).ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_AfterChangesOfThisAndOfOthers_HasThemAllWithoutANewFile()
    {
        await using var place = new GitPlace();
        await using (var store = await place.OpenAsync()) await StoreWithAsync(store, "a");
        await using (var store = await place.OpenAsync()) await StoreWithAsync(store, "b");
        var index = Directory.GetFiles(place.Root, "*.keys", SearchOption.AllDirectories).ShouldHaveSingleItem();
        var before = await File.ReadAllBytesAsync(index);
        await using (var store = await place.OpenAsync()) await StoreWithAsync(store, "c");
        await using (var other = await place.OpenAsync("other")) await StoreWithAsync(other, "d");
        await using (var store = await place.OpenAsync())
        {
            store.View.Match("**").ShouldBe(["@/custom/a", "@/custom/b", "@/custom/c", "@/custom/d"]);
            await store.UpdateAsync<bool>("delete", t => t.Delete(Reference.Parse("@/custom/b").Value), default);
        }

        await using var last = await place.OpenAsync();
        last.View.Match("**").ShouldBe(["@/custom/a", "@/custom/c", "@/custom/d"]);
        last.View.Find("@/custom/d").ShouldNotBeNull();
        (await File.ReadAllBytesAsync(index)).ShouldBe(before);
    }

    [Fact]
    public async Task Open_WithWhatIsBesideTheIndexDamagedOrGone_FindsTheSame()
    {
        await using var place = new GitPlace();
        for (var i = 0; i < 3; i++)
        {
            await using var pool = GitPlace.PoolOf(place.Root, "home", patience: null);
            await using var store = (await pool.OpenAsync(place.State, StoreKind.State, isCreated: true, default)).Value;
            await StoreWithAsync(store, $"c{i}");
        }

        foreach (var pattern in new[] { "*.keys-log", "*.tip" })
        {
            var file = Directory.GetFiles(place.Root, pattern, SearchOption.AllDirectories).ShouldHaveSingleItem();
            var whole = await File.ReadAllBytesAsync(file);
            for (var at = 0; at < whole.Length; at += 19)
            {
                var damaged = (byte[])whole.Clone();
                damaged[at] ^= 0x11;
                foreach (var content in new[] { damaged, whole[..at] })
                {
                    await File.WriteAllBytesAsync(file, content);
                    await using var store = await place.OpenAsync();
                    store.View.Match("**").ShouldBe(["@/custom/c0", "@/custom/c1", "@/custom/c2"]);
                }
            }

            File.Delete(file);
            await using (var store = await place.OpenAsync()) store.View.Match("**").Count.ShouldBe(3);
        }
    }

    private static Task StoreWithAsync(DocumentStore store, string name) => store.UpdateAsync<bool>("set", t =>
    {
        t.Set(Reference.Parse($"@/custom/{name}").Value, true);
        return true;
    }, default);

    private static byte[] Image(IEnumerable<string> references)
    {
        var builder = new KeyIndexBuilder();
        foreach (var reference in references) builder.Add(reference, ObjectId.Of(ObjectKind.Blob, System.Text.Encoding.UTF8.GetBytes(reference)));
        return builder.Build(ObjectId.EmptyTree, ImmutableDictionary<string, string>.Empty);
    }

    // Half of them as changes on top of the index.
    private static GitView View(string[] references)
    {
        var index = KeyIndex.Parse(Image(references.Where((_, i) => i % 2 == 0).Append("r/-/f/@r9/task/gone")))!;
        var changes = KeyChanges.None.With(references.Where((_, i) => i % 2 == 1).ToDictionary(r => r, _ => (ObjectId?)ObjectId.EmptyTree)).With(new Dictionary<string, ObjectId?> { ["r/-/f/@r9/task/gone"] = null });
        return new GitView(index, changes, ObjectId.EmptyTree, null!);
    }
}
