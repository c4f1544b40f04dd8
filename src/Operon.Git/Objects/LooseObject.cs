using System.Globalization;
using System.IO.Compression;
using System.Text;
using Operon.Host.Files;

namespace Operon.Git.Objects;

/// <summary>An object in a file of its own, as git and <see cref="ObjectWriter"/> write those that are new. No program is needed to read it.</summary>
internal static class LooseObject
{
    private const int MostHeader = 40;

    /// <summary>Reads one.</summary>
    /// <param name="repository">The folder of the objects' folder.</param>
    /// <param name="digits">Its name.</param>
    /// <param name="id">The same.</param>
    /// <returns>The object; null: git has to be asked, which also knows those in packs, and tells what is wrong with one.</returns>
    public static GitObject? Read(string repository, string digits, ObjectId id)
    {
        var path = Path.Combine(repository, "objects", digits[..2], digits[2..]);
        try
        {
            if (!File.Exists(path)) return null;
            using var zip = new ZLibStream(new MemoryStream(File.ReadAllBytes(path)), CompressionMode.Decompress);
            Span<byte> header = stackalloc byte[MostHeader];
            var length = 0;
            while (true)
            {
                var next = zip.ReadByte();
                if (next < 0 || length == MostHeader) return null;
                if (next == 0) break;
                header[length++] = (byte)next;
            }

            var words = Encoding.ASCII.GetString(header[..length]).Split(' ');
            if (words.Length != 2 || KindOf(words[0]) is not { } kind || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > ObjectReader.MaxLength) return null;
            var content = new byte[size];
            return zip.ReadAtLeast(content, size, throwOnEndOfStream: false) == size && zip.ReadByte() < 0 ? new GitObject(id, kind, content) : null;
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The kind of which git says this; null: none that is known.</summary>
    public static ObjectKind? KindOf(string name) => name switch
    {
        "blob" => ObjectKind.Blob,
        "tree" => ObjectKind.Tree,
        "commit" => ObjectKind.Commit,
        "tag" => ObjectKind.Tag,
        _ => null,
    };
}
