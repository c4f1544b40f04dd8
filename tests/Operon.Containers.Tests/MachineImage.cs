using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Operon.Content;

namespace Operon.Containers.Tests;

/// <summary>Makes images of this machine's statically linked busybox.</summary>
internal static class MachineImage
{
    private static readonly string[] Directories =
        ["bin", "dev", "etc", "home", "lib", "mnt", "opt", "proc", "root", "run", "sbin", "sys", "usr", "usr/bin", "usr/sbin", "var"];

    /// <summary>A root file system as an uncompressed archive.</summary>
    public static byte[] RootFs()
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var name in Directories) tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, name) { Mode = (UnixFileMode)0b111_101_101 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp") { Mode = (UnixFileMode)0b1_111_111_111 });
            using var busybox = File.OpenRead("/usr/bin/busybox");
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = (UnixFileMode)0b111_101_101, DataStream = busybox });
            foreach (var name in "awk cat chmod cmp dd echo env find grep head hostname id ip kill ls md5sum mkdir mount nc od printf ps pwd readlink rm sed seq sh sha256sum sleep sort stat stty tail test touch tr true umask wc whoami yes false".Split(' '))
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + name) { LinkName = "/bin/busybox" });
            }

            Text(tar, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nworker:x:1000:1001:worker:/home/worker:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n");
            Text(tar, "etc/group", "root:x:0:\nworkers:x:1001:\nextra:x:1002:nobody,worker\nnobody:x:65534:\n");
            Text(tar, "plain.txt", "no program\n");
        }

        return bytes.ToArray();
    }

    /// <summary>A layer of small files, the same bytes each time.</summary>
    public static byte[] Layer(params (string Name, string Text)[] files)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { ModificationTime = DateTimeOffset.UnixEpoch, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Writes an OCI layout with these layers and this configuration.</summary>
    public static string WriteLayout(string directory, IEnumerable<byte[]> layers, JsonObject? config = null, bool compress = true)
    {
        Directory.CreateDirectory(Path.Combine(directory, "blobs", "sha256"));
        var diffs = new JsonArray();
        var packed = new JsonArray();
        foreach (var layer in layers)
        {
            diffs.Add(Digest.Of(layer).ToString());
            packed.Add(Descriptor(directory, compress ? GZip(layer) : layer, compress ? "application/vnd.oci.image.layer.v1.tar+gzip" : "application/vnd.oci.image.layer.v1.tar"));
        }

        var configuration = new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = config ?? new JsonObject { ["Cmd"] = new JsonArray("/bin/sh"), ["Env"] = new JsonArray("PATH=/usr/local/bin:/usr/bin:/bin") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = diffs },
        };
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["config"] = Descriptor(directory, Bytes(configuration), "application/vnd.oci.image.config.v1+json"),
            ["layers"] = packed,
        };
        var index = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["manifests"] = new JsonArray(Descriptor(directory, Bytes(manifest), "application/vnd.oci.image.manifest.v1+json")),
        };
        File.WriteAllBytes(Path.Combine(directory, "index.json"), Bytes(index));
        File.WriteAllText(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        return directory;
    }

    /// <summary>Writes a blob into a layout and names it.</summary>
    public static JsonObject Descriptor(string directory, byte[] content, string mediaType)
    {
        var digest = Digest.Of(content);
        File.WriteAllBytes(Path.Combine(directory, "blobs", "sha256", digest.Hex), content);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = digest.ToString(), ["size"] = content.Length };
    }

    public static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    public static byte[] GZip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    private static void Text(TarWriter tar, string name, string text) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = (UnixFileMode)0b110_100_100, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
}
