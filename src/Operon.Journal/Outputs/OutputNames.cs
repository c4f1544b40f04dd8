using System.Buffers;

namespace Operon.Journal.Outputs;

/// <summary>How the files of outputs are called.</summary>
/// <param name="Folder">The folder they are in.</param>
internal sealed record OutputNames(string Folder)
{
    public const int MaxCallIdLength = 128;

    private static readonly SearchValues<char> CallIdCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_");

    public string Bytes(string callId, OutputStream stream) => Path.Combine(Folder, $"{Checked(callId)}.{(stream == OutputStream.Stdout ? "stdout" : "stderr")}");

    public string Lines(string callId, OutputStream stream) => Bytes(callId, stream) + ".lines";

    /// <summary>A call id becomes the name of a file, so it must be no path.</summary>
    public static string Checked(string callId) =>
        callId.Length is > 0 and <= MaxCallIdLength && !callId.AsSpan().ContainsAnyExcept(CallIdCharacters)
            ? callId
            : throw new ArgumentException($"the name of a file has 1 to {MaxCallIdLength} letters, digits, '-' and '_'", nameof(callId));
}
