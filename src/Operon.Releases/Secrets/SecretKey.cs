using System.Security.Cryptography;
using System.Text;

namespace Operon.Releases.Secrets;

/// <summary>
/// A key of 32 bytes, and how it encrypts: AES-256 in GCM. The nonce is made of the text and the key, so that the same secret stored
/// twice looks the same: a deployment whose input was made anew, and is what it was, is not done again.
/// </summary>
internal sealed class SecretKey
{
    /// <summary>How long a key is, in bytes.</summary>
    public const int Size = 32;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    // Not where the secret is stored: references carry it from document to document.
    private static readonly byte[] Purpose = "operon release secret 1"u8.ToArray();

    private readonly byte[] key;
    private readonly byte[] nonceKey;

    /// <summary>Takes 32 bytes.</summary>
    public SecretKey(byte[] key)
    {
        this.key = key;
        nonceKey = HMACSHA256.HashData(key, "operon release secret nonce"u8);
    }

    /// <summary>Encrypts.</summary>
    /// <returns>Nonce, encrypted text and tag, in base64.</returns>
    public string Encrypt(ReadOnlySpan<byte> text)
    {
        var sealedText = new byte[NonceSize + text.Length + TagSize];
        var nonce = sealedText.AsSpan(0, NonceSize);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(nonceKey, text, hash);
        hash[..NonceSize].CopyTo(nonce);
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(nonce, text, sealedText.AsSpan(NonceSize, text.Length), sealedText.AsSpan(NonceSize + text.Length), Purpose);
        return Convert.ToBase64String(sealedText);
    }

    /// <summary>Decrypts what <see cref="Encrypt"/> gave.</summary>
    /// <returns>The text; null for what another key encrypted, for what was changed, and for what is nothing of this kind.</returns>
    public byte[]? Decrypt(string data)
    {
        var sealedText = new byte[Encoding.UTF8.GetMaxByteCount(data.Length)];
        if (!Convert.TryFromBase64String(data, sealedText, out var length) || length < NonceSize + TagSize) return null;
        var text = new byte[length - NonceSize - TagSize];
        try
        {
            using var cipher = new AesGcm(key, TagSize);
            cipher.Decrypt(sealedText.AsSpan(0, NonceSize), sealedText.AsSpan(NonceSize, text.Length), sealedText.AsSpan(NonceSize + text.Length, TagSize), text, Purpose);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
