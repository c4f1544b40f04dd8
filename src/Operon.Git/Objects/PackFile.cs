using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Operon.Git.Objects;

/// <summary>Many objects in one file, with a second one that says where each begins: git's pack of version 2 with an index of version 1.</summary>
internal static class PackFile
{
    private const UnixFileMode ReadOnly = (UnixFileMode)0b100_100_100;
    private const int BufferSize = 1 << 16;
    private const uint Version = 2;

    // A stream that is given nothing writes nothing.
    private static ReadOnlySpan<byte> PackedNothing => [0x78, 0x01, 0x03, 0, 0, 0, 0, 1];

    /// <summary>Writes a pack.</summary>
    /// <param name="repository">The folder of the objects' folder.</param>
    /// <param name="objects">What is in it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string repository, IReadOnlyDictionary<ObjectId, NewObject> objects)
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
            foreach (var (name, made) in objects.OrderBy(o => o.Value.Kind))
            {
                starts[number++] = (Bytes(name), checked((uint)file.Length));
                WriteEntry(file, made);
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
    }

    // The kind and four bits of the length, then seven bits in each byte; each but the last has the highest bit.
    private static void WriteEntry(SummedFile file, NewObject made)
    {
        Span<byte> header = stackalloc byte[10];
        var length = (ulong)made.Content.Length;
        var used = 0;
        header[used] = (byte)((NumberOf(made.Kind) << 4) | (int)(length & 0b1111));
        for (length >>= 4; length > 0; length >>= 7)
        {
            header[used++] |= 0x80;
            header[used] = (byte)(length & 0x7f);
        }

        file.Write(header[..(used + 1)]);
        if (made.Content.Length == 0)
        {
            file.Write(PackedNothing);
            return;
        }

        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(made.Content);
        file.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    private static int NumberOf(ObjectKind kind) => kind switch
    {
        ObjectKind.Commit => 1,
        ObjectKind.Tree => 2,
        ObjectKind.Blob => 3,
        ObjectKind.Tag => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

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
