using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Operon.Content;

/// <summary>Names content by its SHA-256, written <c>sha256:</c> and 64 hexadecimal digits.</summary>
public readonly record struct Digest
{
    private const string Algorithm = "sha256:";
    private const int HexLength = 64;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? hex;

    private Digest(string hex) => this.hex = hex;

    /// <summary>The 64 digits, in lower case.</summary>
    public string Hex => hex ?? throw new InvalidOperationException("a digest of nothing");

    /// <summary>The digest of these bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>Ends a running hash and names what went through it.</summary>
    public static Digest Of(IncrementalHash hash) => new(Convert.ToHexStringLower(hash.GetHashAndReset()));

    /// <summary>Reads <c>sha256:…</c>. Other algorithms and upper-case digits are not known.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        var rest = text is not null && text.StartsWith(Algorithm, StringComparison.Ordinal) ? text[Algorithm.Length..] : "";
        var valid = rest.Length == HexLength && !rest.AsSpan().ContainsAnyExcept(HexDigits);
        digest = valid ? new Digest(rest) : default;
        return valid;
    }

    /// <summary>Reads the digits alone.</summary>
    public static bool TryParseHex(string hex, out Digest digest) => TryParse(Algorithm + hex, out digest);

    /// <summary><c>sha256:</c> and the digits.</summary>
    public override string ToString() => Algorithm + Hex;
}
