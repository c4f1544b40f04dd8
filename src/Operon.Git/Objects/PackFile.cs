using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Operon.Host.Files;

namespace Operon.Git.Objects;

/// <summary>Many objects in one file, with a second one that says where each begins: git's pack of version 2 with an index of version 1.</summary>
internal static class PackFile
{
    private const UnixFileMode ReadOnly = (UnixFileMode)0b100_100_100;
    private const int BufferSize = 1 << 16;
    private const uint Version = 2;

    /// <summary>Writes a pack.</summary>
    /// <param name="repository">The folder of the objects' folder.</param>
    /// <param name="objects">What is in it.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string Write(string repository, IReadOnlyDictionary<ObjectId, PackEntry> objects)
    {
        var folder = Directory.CreateDirectory(Path.Combine(repository, "objects", "pack")).FullName;

        // git removes what begins so and stayed behind.
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        var (pack, index) = (Path.Combine(folder, "tmp_pack_" + id), Path.Combine(folder, "tmp_idx_" + id));
        var starts = new (byte[] Name, uint At)[objects.Count];
        byte[] sum;
        using (var file = new SummedFile(pack))
        {
            file.Write("PACK"u8);
            file.Write(Version);
            file.Write((uint)objects.Count);
            var number = 0;
            foreach (var (name, entry) in objects.OrderBy(o => o.Value.Kind))
            {
                starts[number++] = (Bytes(name), checked((uint)file.Length));
                file.Write(entry.Bytes);
            }

            sum = file.End();
        }

        Array.Sort(starts, (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        using (var file = new SummedFile(index))
        {
            var below = 0;
            for (var first = 0; first <= byte.MaxValue; first++)
            {
                while (below < starts.Length && starts[below].Name[0] <= first) below++;
                file.Write((uint)below);
            }

            foreach (var (name, at) in starts)
            {
                file.Write(at);
                file.Write(name);
            }

            file.Write(sum);
            file.End();
        }

        // Without an index a pack is not looked at.
        var place = Path.Combine(folder, "pack-" + Convert.ToHexStringLower(sum));
        File.Move(pack, place + ".pack", overwrite: true);
        File.Move(index, place + ".idx", overwrite: true);
        return place;
    }

    /// <summary>Removes a pack of which all is elsewhere too. Whoever reads it finds that by himself, and one that cannot be removed does no harm.</summary>
    /// <param name="place">As <see cref="Write"/> gave it.</param>
    public static void Remove(string place)
    {
        try
        {
            // Without its index it is not looked for.
            File.Delete(place + ".idx");
            File.Delete(place + ".pack");
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // git brings together what is left.
        }
    }

    private static byte[] Bytes(ObjectId id)
    {
        var bytes = new byte[ObjectId.Size];
        id.CopyTo(bytes);
        return bytes;
    }

    /// <summary>A file that ends in the digest of all that comes before.</summary>
    private sealed class SummedFile(string path) : IDisposable
    {
        private readonly FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = BufferSize, UnixCreateMode = OperatingSystem.IsWindows() ? null : ReadOnly });

        [SuppressMessage("Security", "CA5350", Justification = "git's packs have it at their end")]
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);

        public long Length { get; private set; }

        public void Write(uint number)
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
            Write(bytes);
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            file.Write(bytes);
            Length += bytes.Length;
        }

        public byte[] End()
        {
            var sum = hash.GetHashAndReset();
            file.Write(sum);
            return sum;
        }

        public void Dispose()
        {
            hash.Dispose();
            file.Dispose();
        }
    }
}
