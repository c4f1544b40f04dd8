using System.Formats.Tar;
using System.Text;
using Operon.Containers.Images;
using Operon.Content;
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
    [InlineData("/outside")]
    [InlineData("d/../../outside")]
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

    [Theory]
    [InlineData(new byte[] { 0x28, 0xb5, 0x2f, 0xfd, 0, 0 }, "zstd")]
    [InlineData(new byte[] { 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0 }, "xz")]
    public async Task Unpack_OtherCompression_IsNamed(byte[] archive, string compression)
    {
        var error = (await UnpackAsync(archive)).Error!;

        error.Rule.ShouldBe(ImageRules.Compression);
        error.Message.ShouldContain(compression);
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

    private Task<Result<(Digest Blob, Digest Diff)>> UnpackAsync(byte[] archive)
    {
        Directory.CreateDirectory(Root);
        return LayerUnpacker.UnpackAsync(new MemoryStream(archive), Root, TestContext.Current.CancellationToken);
    }
}
