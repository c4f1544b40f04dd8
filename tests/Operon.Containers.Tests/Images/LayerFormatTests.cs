using System.Security.Cryptography;
using System.Text;
using Operon.Containers.Images;

namespace Operon.Containers.Tests.Images;

/// <summary>Layers as GNU tar writes them in each of its formats: what comes out is what went in.</summary>
public sealed class LayerFormatTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-format-").FullName;

    private string Source => Path.Combine(folder, "source");

    private string Root => Path.Combine(folder, "root");

    // Names that are not text are more than .NET can remove.
    public void Dispose() => Host.Linux.FolderTree.Remove(folder);

    [Theory]
    [InlineData("v7", 90)]
    [InlineData("ustar", 200)]
    [InlineData("gnu", 1000)]
    [InlineData("pax", 1000)]
    public async Task Unpack_LongNamesAndLinks_AreKept(string format, int length)
    {
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 40), length / 41));
        Directory.CreateDirectory($"{Source}/{deep}");
        await File.WriteAllTextAsync($"{Source}/{deep}/f", "text");
        if (length > 200) File.CreateSymbolicLink(Source + "/l", deep + "/f");

        await RoundTripAsync(format);

        (await File.ReadAllTextAsync($"{Root}/{deep}/f")).ShouldBe("text");
        if (length > 200) new FileInfo(Root + "/l").LinkTarget.ShouldBe(deep + "/f");
    }

    [Theory]
    [InlineData("gnu", "")]
    [InlineData("pax", "0.0")]
    [InlineData("pax", "0.1")]
    [InlineData("pax", "1.0")]
    public async Task Unpack_FileWithHoles_HasItsContentAndItsHoles(string format, string version)
    {
        Directory.CreateDirectory(Source);
        await using (var file = File.Create(Source + "/holes"))
        {
            // More fragments than the header has room for.
            for (var i = 0; i < 60; i++)
            {
                file.Position = i * 200_000L;
                file.Write(Encoding.ASCII.GetBytes($"fragment {i}"));
            }

            file.SetLength(60 * 200_000L);
        }

        await RoundTripAsync(format, version.Length == 0 ? ["--sparse"] : ["--sparse", "--sparse-version=" + version]);

        Hash(Root + "/holes").ShouldBe(Hash(Source + "/holes"));
        long.Parse(await Tool.RunAsync("stat", "-c", "%b", Root + "/holes")).ShouldBeLessThan(60 * 2 * 8);
    }

    [Theory]
    [InlineData("gnu")]
    [InlineData("pax")]
    public async Task Unpack_HolesLargerThanALayerMayBe_AreRefused(string format)
    {
        Directory.CreateDirectory(Source);
        await using (var file = File.Create(Source + "/holes")) file.SetLength(1L << 40);
        await Tool.RunAsync("tar", "--format=" + format, "--sparse", "-C", Source, "-cf", folder + "/layer.tar", ".");
        Directory.CreateDirectory(Root);

        var unpacked = await LayerUnpacker.UnpackAsync(File.OpenRead(folder + "/layer.tar"), Root, new UnpackLimits(), TestContext.Current.CancellationToken);

        new FileInfo(folder + "/layer.tar").Length.ShouldBeLessThan(1 << 20);
        unpacked.Error!.Rule.ShouldBe(ImageRules.TooLarge);
        if (File.Exists(Root + "/holes")) new FileInfo(Root + "/holes").Length.ShouldBe(0);
    }

    [Fact]
    [Trait("needs", "root")]
    public async Task Unpack_AttributesOfAnyBytes_AreKept()
    {
        Directory.CreateDirectory(Source);
        await File.WriteAllTextAsync(Source + "/program", "x");
        // Capabilities with the numbers 7 and 13: 0x2080, which is no UTF-8.
        const string capabilities = "0100000280200000000000000000000000000000";
        await Tool.SetAttributeAsync(Source + "/program", "security.capability", capabilities);
        await Tool.SetAttributeAsync(Source + "/program", "user.bytes", "00ff3d0a80");
        await Tool.SetAttributeAsync(Source, "user.folder", "61");
        await Tool.SetAttributeAsync(Source, "trusted.overlay.opaque", "79");

        await RoundTripAsync("pax", "--xattrs", "--xattrs-include=*");

        (await Tool.AttributesAsync(Root + "/program")).ShouldBe($"security.capability={capabilities} user.bytes=00ff3d0a80");
        (await Tool.AttributesAsync(Root)).ShouldBe("user.folder=61");
    }

    [Theory]
    [InlineData("gnu")]
    [InlineData("pax")]
    public async Task Unpack_NamesThatAreNotText_AreKept(string format)
    {
        Directory.CreateDirectory(Source);
        await Tool.RunAsync("sh", "-c", $"cd {Source} && echo x > $(printf 'latin\\351') && ln -s $(printf 'latin\\351') link");

        await RoundTripAsync(format);

        (await Tool.RunAsync("diff", "-r", "--no-dereference", Source, Root)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gnu")]
    [InlineData("pax")]
    [Trait("needs", "root")]
    public async Task Unpack_OwnersModesAndTimes_AreKept(string format)
    {
        Directory.CreateDirectory(Source + "/d");
        foreach (var name in (string[])["f", "d/g"]) await File.WriteAllTextAsync($"{Source}/{name}", name);
        await Tool.RunAsync("chown", "3000000:2100000000", Source + "/f");
        await Tool.RunAsync("chmod", "4751", Source + "/f");
        await Tool.RunAsync("chmod", "1777", Source + "/d");
        await Tool.RunAsync("touch", "-d", "1969-05-04 03:02:01.25 UTC", Source + "/f", Source + "/d");

        await RoundTripAsync(format);

        // GNU's form has whole seconds only.
        var time = format == "pax" ? "%y" : "%Y";
        foreach (var name in (string[])["f", "d", "d/g"]) (await Tool.RunAsync("stat", "-c", "%a %u %g " + time, $"{Root}/{name}")).ShouldBe(await Tool.RunAsync("stat", "-c", "%a %u %g " + time, $"{Source}/{name}"));
    }

    [Fact]
    public async Task Unpack_SystemDirectory_IsTheSameAsByTar()
    {
        await Tool.RunAsync("cp", "-a", "/usr/share/perl5", Source);

        await RoundTripAsync("pax");

        (await Tool.RunAsync("diff", "-r", "--no-dereference", Source, Root)).ShouldBeEmpty();
        const string list = "cd \"$0\" && find . -printf '%p %y %m %U %G %T@ %l\n' | sort";
        (await Tool.RunAsync("sh", "-c", list, Root)).ShouldBe(await Tool.RunAsync("sh", "-c", list, Source));
    }

    private async Task RoundTripAsync(string format, params string[] options)
    {
        await Tool.RunAsync("tar", ["--format=" + format, .. options, "-C", Source, "-cf", folder + "/layer.tar", "."]);
        Directory.CreateDirectory(Root);
        var unpacked = await LayerUnpacker.UnpackAsync(File.OpenRead(folder + "/layer.tar"), Root, new UnpackLimits(), TestContext.Current.CancellationToken);
        unpacked.Error.ShouldBeNull();
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
