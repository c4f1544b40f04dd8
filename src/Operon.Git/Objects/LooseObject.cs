using System.Globalization;
using System.IO.Compression;
using System.Text;
using Operon.Host.Files;

namespace Operon.Git.Objects;

/// <summary>An object in a file of its own, as git writes those that are new. No program is needed to read it.</summary>
internal static class LooseObject
{
    private const int MostHeader = 40;
    private const UnixFileMode ReadOnly = (UnixFileMode)0b100_100_100;

    /// <summary>Whether an object has a file of its own.</summary>
    public static bool Exists(string repository, ObjectId id) => File.Exists(PlaceOf(repository, id.ToString()));

    /// <summary>Writes one.</summary>
    /// <param name="repository">The folder of the objects' folder.</param>
    /// <param name="id">Its name.</param>
    /// <param name="made">The object.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string repository, ObjectId id, NewObject made)
    {
        // Where it will stay: 256 small folders are searched faster than one. git removes what begins so and stayed behind.
        var place = PlaceOf(repository, id.ToString());
        var temporary = Path.Combine(Path.GetDirectoryName(place)!, "tmp_obj_" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        using (var packed = new MemoryStream())
        {
            ObjectCompression.Write(packed, [.. ObjectId.Header(made.Kind, made.Content.Length), .. made.Content]);
            using var file = Create(temporary);
            file.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
        }

        File.Move(temporary, place, overwrite: true);
    }

    /// <summary>Reads one.</summary>
    /// <param name="repository">The folder of the objects' folder.</param>
    /// <param name="digits">Its name.</param>
    /// <param name="id">The same.</param>
    /// <returns>The object; null: git has to be asked, which also knows those in packs, and tells what is wrong with one.</returns>
    public static GitObject? Read(string repository, string digits, ObjectId id)
    {
        var path = PlaceOf(repository, digits);
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

    private static FileStream Create(string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = OperatingSystem.IsWindows() ? null : ReadOnly };
        try
        {
            return new FileStream(path, how);
        }
        catch (DirectoryNotFoundException)
        {
            // Only the first of 256 needs a folder.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileStream(path, how);
        }
    }

    private static string PlaceOf(string repository, string digits) => Path.Combine(repository, "objects", digits[..2], digits[2..]);
}
