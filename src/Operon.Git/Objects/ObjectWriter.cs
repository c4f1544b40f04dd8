using System.Globalization;
using System.IO.Compression;
using Operon.Host.Files;
using Operon.Text.Diagnostics;

namespace Operon.Git.Objects;

/// <summary>
/// Writes loose objects into a repository, each under a name of its own at first, so that nobody sees half of one. A commit of ten documents
/// takes some milliseconds so, and a process of git's fast-import some tens, in a store of 220,000 documents.
/// </summary>
/// <param name="folder">The repository, which is bare.</param>
public sealed class ObjectWriter(string folder)
{
    private const UnixFileMode ReadOnly = (UnixFileMode)0b100_100_100;

    private readonly string objects = Path.Combine(folder, "objects");

    /// <summary>Writes an object unless it is there.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="IOException">It cannot be written, see <see cref="FileFailure"/>.</exception>
    public ObjectId Write(ObjectKind kind, ReadOnlySpan<byte> content)
    {
        var id = ObjectId.Of(kind, content);
        var digits = id.ToString();
        var place = Path.Combine(objects, digits[..2], digits[2..]);
        if (File.Exists(place)) return id;

        // git removes what begins so and stayed behind.
        var temporary = Path.Combine(objects, "tmp_obj_" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        using (var packed = new MemoryStream())
        {
            using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                zip.Write(ObjectId.Header(kind, content.Length));
                zip.Write(content);
            }

            using var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = OperatingSystem.IsWindows() ? null : ReadOnly });
            file.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Move(temporary, place, overwrite: true);
        return id;
    }
}
