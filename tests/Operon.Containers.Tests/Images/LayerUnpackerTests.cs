using System.Formats.Tar;
using System.Text;
using Operon.Containers.Images;
using Operon.Content;
using Operon.Host.Linux;
using Operon.Text;

namespace Operon.Containers.Tests.Images;

public sealed class LayerUnpackerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-layer-").FullName;

    private string Root => Path.Combine(folder, "root");

    private string Outside => Path.Combine(folder, "outside");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Unpack_FilesLinksAndModes_AreKept()
    {
        var result = await UnpackAsync(
            Entry(TarEntryType.Directory, "./", mode: 0b111_101_101),
            Entry(TarEntryType.Directory, "d/", mode: 0b1_111_111_111),
            Entry(TarEntryType.RegularFile, "./d/f", "text", mode: 0b100_111_101_101, user: 12, group: 34),
            Entry(TarEntryType.HardLink, "d/h", link: "./d/f"),
            Entry(TarEntryType.SymbolicLink, "d/s", link: "../../../etc/passwd"),
            Entry(TarEntryType.Fifo, "d/p"),
            Entry(TarEntryType.RegularFile, "implied/" + new string('x', 200), "long"));

        result.Error.ShouldBeNull();
        (await File.ReadAllTextAsync(Root + "/d/h")).ShouldBe("text");
        File.GetUnixFileMode(Root + "/d/f").ShouldBe((UnixFileMode)0b100_111_101_101);
        File.GetUnixFileMode(Root + "/d").ShouldBe((UnixFileMode)0b1_111_111_111);
        new FileInfo(Root + "/d/s").LinkTarget.ShouldBe("../../../etc/passwd");
        File.GetUnixFileMode(Root + "/implied").ShouldBe((UnixFileMode)0b111_101_101);
        File.GetUnixFileMode(Root).ShouldBe((UnixFileMode)0b111_101_101);
    }

    [Fact]
    public async Task Unpack_Archive_TellsBothDigests()
    {
        var plain = Archive(Entry(TarEntryType.RegularFile, "f", "text"));
        var packed = MachineImage.GZip(plain);

        var digests = (await UnpackAsync(packed)).Value;

        digests.ShouldBe((Digest.Of(packed), Digest.Of(plain)));
    }

    [Fact]
    public async Task Unpack_LaterEntryOfSameName_Replaces()
    {
        var result = await UnpackAsync(
            Entry(TarEntryType.SymbolicLink, "x", link: Outside),
            Entry(TarEntryType.RegularFile, "x", "file"),
            Entry(TarEntryType.Directory, "y"),
            Entry(TarEntryType.RegularFile, "y/z", "z"),
            Entry(TarEntryType.RegularFile, "y", "file"));

        result.Error.ShouldBeNull();
        (await File.ReadAllTextAsync(Root + "/x")).ShouldBe("file");
        (await File.ReadAllTextAsync(Root + "/y")).ShouldBe("file");
        File.Exists(Outside).ShouldBeFalse();
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("d/../../outside")]
    [InlineData("/../outside")]
    [InlineData("..")]
    public async Task Unpack_NameThatLeaves_IsRefused(string name)
    {
        (await UnpackAsync(Entry(TarEntryType.RegularFile, name, "evil"))).Error!.Rule.ShouldBe(ImageRules.UnsafeLayer);

        File.Exists(Outside).ShouldBeFalse();
    }

    [Fact]
    public async Task Unpack_WriteThroughLink_IsRefused()
    {
        Directory.CreateDirectory(Outside);

        var result = await UnpackAsync(Entry(TarEntryType.SymbolicLink, "l", link: Outside), Entry(TarEntryType.RegularFile, "l/f", "evil"));

        result.Error!.Rule.ShouldBe(ImageRules.UnsafeLayer);
        result.Error.Message.ShouldContain("l/f");
        Directory.EnumerateFileSystemEntries(Outside).ShouldBeEmpty();
    }

    [Fact]
    public async Task Unpack_DirectoryReplacedByLink_IsNotFollowedAfterwards()
    {
        Directory.CreateDirectory(Outside);

        var result = await UnpackAsync(
            Entry(TarEntryType.RegularFile, "d/e/f", "x"),
            Entry(TarEntryType.SymbolicLink, "d", link: Outside),
            Entry(TarEntryType.RegularFile, "d/e/g", "evil"));

        result.Error!.Rule.ShouldBe(ImageRules.UnsafeLayer);
        Directory.EnumerateFileSystemEntries(Outside).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("l/f")]
    [InlineData("missing")]
    public async Task Unpack_HardLinkToOutside_IsRefused(string target)
    {
        Directory.CreateDirectory(Outside + "d");
        await File.WriteAllTextAsync(Outside, "secret");
        await File.WriteAllTextAsync(Outside + "d/f", "secret");

        var result = await UnpackAsync(Entry(TarEntryType.SymbolicLink, "l", link: Outside + "d"), Entry(TarEntryType.HardLink, "h", link: target));

        result.Error!.Rule.ShouldBe(ImageRules.UnsafeLayer);
        File.Exists(Root + "/h").ShouldBeFalse();
    }

    [Fact]
    public async Task Unpack_AbsoluteNames_AreBelowTheRootOfTheLayer()
    {
        var result = await UnpackAsync(Entry(TarEntryType.RegularFile, "/etc/operon-test", "x"), Entry(TarEntryType.HardLink, "/h", link: "/etc/operon-test"));

        result.Error.ShouldBeNull();
        (await File.ReadAllTextAsync(Root + "/h")).ShouldBe("x");
        File.Exists("/etc/operon-test").ShouldBeFalse();
    }

    [Fact]
    public async Task Unpack_FileOverLinkThatLeaves_LeavesItsTargetAlone()
    {
        await File.WriteAllTextAsync(Outside, "mine");

        var result = await UnpackAsync(Entry(TarEntryType.SymbolicLink, "l", link: Outside), Entry(TarEntryType.RegularFile, "l", "evil"), Entry(TarEntryType.SymbolicLink, "m", link: Outside), Entry(TarEntryType.Directory, "m"));

        result.Error.ShouldBeNull();
        (await File.ReadAllTextAsync(Outside)).ShouldBe("mine");
        Directory.Exists(Root + "/m").ShouldBeTrue();
    }

    [Theory]
    [InlineData("b")]
    [InlineData("d")]
    public async Task Unpack_HardLinkToItselfOrToADirectory_HarmsNothing(string target)
    {
        var result = await UnpackAsync(Entry(TarEntryType.RegularFile, "b", "text"), Entry(TarEntryType.Directory, "d"), Entry(TarEntryType.HardLink, "b", link: target));

        if (target == "b") (await File.ReadAllTextAsync(Root + "/b")).ShouldBe("text");
        else result.Error!.Rule.ShouldBe(ImageRules.UnsafeLayer);
    }

    [Fact]
    public async Task Unpack_NamesThatDifferInCaseOrNormalForm_AreDifferentFiles()
    {
        string[] names = ["name", "Name", "\u00e9", "e\u0301", "\u017f", "s"];

        (await UnpackAsync([.. names.Select(n => Entry(TarEntryType.RegularFile, n, n))])).Error.ShouldBeNull();

        foreach (var name in names) (await File.ReadAllTextAsync($"{Root}/{name}")).ShouldBe(name);
    }

    [Fact]
    [Trait("needs", "root")]
    public async Task Unpack_DeviceNodes_HaveTheirNumbersAndModes()
    {
        var device = Entry(TarEntryType.CharacterDevice, "null", mode: 0b110_110_110);
        (device.DeviceMajor, device.DeviceMinor) = (1, 3);
        var block = Entry(TarEntryType.BlockDevice, "disk");
        (block.DeviceMajor, block.DeviceMinor) = (259, 70_000);

        (await UnpackAsync(device, block)).Error.ShouldBeNull();

        (await Tool.RunAsync("stat", "-c", "%F %t %T %a", Root + "/null", Root + "/disk")).ShouldBe("character special file 1 3 666\nblock special file 103 11170 644\n");
    }

    [Fact]
    public async Task Unpack_Whiteouts_BecomeDevicesAndOpaqueDirectories()
    {
        var result = await UnpackAsync(
            Entry(TarEntryType.RegularFile, "d/.wh.gone"),
            Entry(TarEntryType.RegularFile, "o/.wh..wh..opq"),
            Entry(TarEntryType.RegularFile, ".wh..wh.plnk"),
            Entry(TarEntryType.RegularFile, ".wh.again"),
            Entry(TarEntryType.RegularFile, "again/new", "x"),
            Entry(TarEntryType.RegularFile, "before/new", "x"),
            Entry(TarEntryType.RegularFile, ".wh.before"),
            Entry(TarEntryType.RegularFile, "stays", "x"),
            Entry(TarEntryType.RegularFile, ".wh.stays"));

        result.Error.ShouldBeNull();
        (await Tool.RunAsync("stat", "-c", "%F %t %T", Root + "/d/gone")).ShouldBe("character special file 0 0\n");
        Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["again", "before", "d", "o", "stays"]);
        File.Exists(Root + "/stays").ShouldBeTrue();

        // Both hide what lower layers have: a directory that is made anew does not merge with an older one.
        foreach (var name in (string[])["o", "again", "before"]) (await Tool.AttributesAsync($"{Root}/{name}")).ShouldBe($"{(UserNamespace.IsInside ? "user" : "trusted")}.overlay.opaque=79");
    }

    [Theory]
    [InlineData(".wh.")]
    [InlineData("d/.wh...")]
    public async Task Unpack_WhiteoutOfNothing_IsRefused(string name) => (await UnpackAsync(Entry(TarEntryType.RegularFile, name))).Error!.Rule.ShouldBe(ImageRules.UnsafeLayer);

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip")]
    public async Task Unpack_PackedByTheUsualPrograms_IsRead(string program)
    {
        var plain = Archive([.. Enumerable.Range(0, 300).Select(i => Entry(TarEntryType.RegularFile, $"f{i}", new string((char)('a' + (i % 26)), i * 97)))]);
        var packed = await Tool.PipeAsync(plain, program, "-c");

        // Two members, one after the other, as parallel packers write them.
        var twice = (await Tool.PipeAsync(plain[..5000], program, "-c")).Concat(await Tool.PipeAsync(plain[5000..], program, "-c")).ToArray();

        (await UnpackAsync(packed)).Value.ShouldBe((Digest.Of(packed), Digest.Of(plain)));
        (await UnpackAsync(twice)).Value.ShouldBe((Digest.Of(twice), Digest.Of(plain)));
        (await UnpackAsync(packed[..(packed.Length / 2)])).Error!.Rule.ShouldBe(ImageRules.UnsafeLayer);
        (await File.ReadAllTextAsync(Root + "/f299")).Length.ShouldBe(299 * 97);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip")]
    public async Task Unpack_CutOffAnywhere_IsRefused(string program)
    {
        // Without the blocks of zeros that end an archive: what was packed may end after any of its entries.
        var plain = Archive([.. Enumerable.Range(0, 3).Select(i => Entry(TarEntryType.RegularFile, $"f{i}", "x"))]);
        var packed = await Tool.PipeAsync(plain[..^1024], program, "-c");

        (await UnpackAsync(packed)).Error.ShouldBeNull();
        for (var length = packed.Length - 9; length > 20; length--) (await UnpackAsync(packed[..length])).Error.ShouldNotBeNull($"{length} of {packed.Length} bytes");
    }

    [Fact]
    public async Task Unpack_OtherCompression_IsNamed()
    {
        var error = (await UnpackAsync([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])).Error!;

        error.Rule.ShouldBe(ImageRules.Compression);
        error.Message.ShouldContain("xz");
    }

    [Fact]
    public async Task Unpack_ZipBomb_IsRefusedBeforeItFillsTheDisk()
    {
        var zeros = Archive(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new MemoryStream(new byte[64 << 20]) });
        var packed = MachineImage.GZip(zeros);
        var limits = new UnpackLimits { RatioFrom = 8 << 20, Ratio = 50 };

        var byRatio = (await UnpackAsync(packed, limits)).Error!;
        var bySize = (await UnpackAsync(packed, limits with { Ratio = 10_000, Bytes = 16 << 20 })).Error!;

        byRatio.Rule.ShouldBe(ImageRules.TooLarge);
        byRatio.Message.ShouldContain("50 times");
        bySize.Rule.ShouldBe(ImageRules.TooLarge);
        bySize.Message.ShouldContain("16 MiB");
        new FileInfo(Root + "/zeros").Length.ShouldBeLessThan(20 << 20);
    }

    [Fact]
    public async Task Unpack_TooManyEntries_AreRefused()
    {
        var archive = Archive([.. Enumerable.Range(0, 101).Select(i => Entry(TarEntryType.RegularFile, $"f{i}"))]);

        (await UnpackAsync(archive, new UnpackLimits { Entries = 100 })).Error!.Rule.ShouldBe(ImageRules.TooLarge);
        (await UnpackAsync(archive, new UnpackLimits { Entries = 101 })).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Unpack_CutOrRandomArchive_IsRefused()
    {
        var whole = Archive(Entry(TarEntryType.RegularFile, "f", new string('x', 5000)));
        (await UnpackAsync(whole[..2000])).IsOk.ShouldBeFalse();
        (await UnpackAsync(MachineImage.GZip(whole)[..40])).IsOk.ShouldBeFalse();
        (await UnpackAsync(Enumerable.Range(0, 4096).Select(i => (byte)(i * 7 + 1)).ToArray())).IsOk.ShouldBeFalse();
    }

    private static PaxTarEntry Entry(TarEntryType type, string name, string? content = null, string? link = null, int mode = 0b110_100_100, int user = 0, int group = 0)
    {
        var entry = new PaxTarEntry(type, name) { Mode = (UnixFileMode)mode, Uid = user, Gid = group };
        if (link is not null) entry.LinkName = link;
        if (content is not null) entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return entry;
    }

    private static byte[] Archive(params TarEntry[] entries)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var entry in entries) tar.WriteEntry(entry);
        }

        return bytes.ToArray();
    }

    private Task<Result<(Digest Blob, Digest Diff)>> UnpackAsync(params TarEntry[] entries) => UnpackAsync(Archive(entries));

    private Task<Result<(Digest Blob, Digest Diff)>> UnpackAsync(byte[] archive, UnpackLimits? limits = null)
    {
        Directory.CreateDirectory(Root);
        return LayerUnpacker.UnpackAsync(new MemoryStream(archive), Root, limits ?? new UnpackLimits(), TestContext.Current.CancellationToken);
    }
}
