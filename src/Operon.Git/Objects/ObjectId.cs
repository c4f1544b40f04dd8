using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Operon.Git.Objects;

/// <summary>The name of a git object: the SHA-1 of its kind, length and content.</summary>
public readonly record struct ObjectId
{
    /// <summary>How many bytes it has.</summary>
    public const int Size = 20;

    private const int LongestHeader = 32;
    private const int MostCopied = 64 << 10;

    private readonly Bytes bytes;

    /// <summary>The name made of 20 bytes.</summary>
    public ObjectId(ReadOnlySpan<byte> raw) => raw[..Size].CopyTo(MemoryMarshal.AsBytes(new Span<Bytes>(ref bytes)));

    /// <summary>The tree without entries, which every repository has.</summary>
    public static ObjectId EmptyTree { get; } = Parse("4b825dc642cb6eb9a060e54bf8d69288fbee4904"u8)!.Value;

    /// <summary>The name of an object.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "git's objects are named so")]
    public static ObjectId Of(ObjectKind kind, ReadOnlySpan<byte> content)
    {
        Span<byte> result = stackalloc byte[Size];
        Span<byte> header = stackalloc byte[LongestHeader];
        header = header[..WriteHeader(kind, content.Length, header)];
        if (content.Length <= MostCopied)
        {
            // In one piece it leaves nothing that has to be cleared away.
            var whole = ArrayPool<byte>.Shared.Rent(header.Length + content.Length);
            header.CopyTo(whole);
            content.CopyTo(whole.AsSpan(header.Length));
            SHA1.HashData(whole.AsSpan(0, header.Length + content.Length), result);
            ArrayPool<byte>.Shared.Return(whole);
        }
        else
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
            hash.AppendData(header);
            hash.AppendData(content);
            hash.GetHashAndReset(result);
        }

        return new ObjectId(result);
    }

    /// <summary>Reads 40 hexadecimal digits.</summary>
    /// <returns>The name; null when it is none.</returns>
    public static ObjectId? Parse(ReadOnlySpan<byte> digits)
    {
        Span<byte> raw = stackalloc byte[Size];
        return digits.Length == 2 * Size && Convert.FromHexString(digits, raw, out _, out _) == OperationStatus.Done ? new ObjectId(raw) : null;
    }

    /// <summary>Reads 40 hexadecimal digits.</summary>
    /// <returns>The name; null when it is none.</returns>
    public static ObjectId? Parse(string digits) => Parse(Encoding.UTF8.GetBytes(digits));

    /// <summary>Writes the 20 bytes.</summary>
    public void CopyTo(Span<byte> target) => MemoryMarshal.AsBytes(new ReadOnlySpan<Bytes>(in bytes)).CopyTo(target);

    /// <summary>40 hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<Bytes>(in bytes)));

    internal static byte[] Header(ObjectKind kind, long length)
    {
        Span<byte> header = stackalloc byte[LongestHeader];
        return header[..WriteHeader(kind, length, header)].ToArray();
    }

    private static int WriteHeader(ObjectKind kind, long length, Span<byte> header)
    {
        var name = kind switch
        {
            ObjectKind.Blob => "blob "u8,
            ObjectKind.Tree => "tree "u8,
            ObjectKind.Commit => "commit "u8,
            _ => "tag "u8,
        };
        name.CopyTo(header);
        Utf8Formatter.TryFormat(length, header[name.Length..], out var digits);
        header[name.Length + digits] = 0;
        return name.Length + digits + 1;
    }

    [StructLayout(LayoutKind.Sequential, Size = Size)]
    private readonly record struct Bytes(uint A, uint B, uint C, uint D, uint E);
}
