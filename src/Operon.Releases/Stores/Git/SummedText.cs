using System.Globalization;
using System.Text;
using Operon.Host.Files;
using Operon.Journal.Frames;

namespace Operon.Releases.Stores.Git;

/// <summary>A text in a file with its sum before it: a part of one, as a loss of power leaves it, is found so, and says nothing.</summary>
internal static class SummedText
{
    private const int SumLength = 9;

    /// <summary>The text; null where the file is missing, damaged or cannot be read.</summary>
    public static string? Read(string path)
    {
        try
        {
            if (!File.Exists(path)) return null;
            var bytes = File.ReadAllBytes(path);
            return bytes.Length >= SumLength && Encoding.ASCII.GetString(bytes, 0, SumLength - 1) == SumOf(bytes.AsSpan(SumLength)) ? Encoding.UTF8.GetString(bytes.AsSpan(SumLength)) : null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }

    /// <summary>The bytes of a file that holds a text.</summary>
    public static byte[] Write(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Encoding.ASCII.GetBytes(SumOf(bytes)), (byte)'\n', .. bytes];
    }

    private static string SumOf(ReadOnlySpan<byte> bytes) => Crc32C.Of(bytes).ToString("x8", CultureInfo.InvariantCulture);
}
