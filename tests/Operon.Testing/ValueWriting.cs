using System.Globalization;
using System.Text;
using Operon.Content.Locations;
using Operon.Opspec.Files;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Testing;

/// <summary>
/// Values as golden files show them: the type, then what it is. Places are told from the case's own directory; what lies in
/// scratch is <c>(new)</c> and told with its content, because its name is nobody's business.
/// </summary>
public sealed class ValueWriting(TemporaryOpFiles files)
{
    /// <summary>A value.</summary>
    public string Of(Value value) => (value.IsSecret ? $"secret({value.Secrets}) " : "") + value switch
    {
        ArrayValue array => $"array [{string.Join(", ", array.Items.Select(Of))}]",
        BooleanValue boolean => boolean.Value ? "boolean true" : "boolean false",
        DirValue dir => $"dir {Of(dir.Location)}",
        FileValue file => $"file {Of(file.Location)}",
        NumberValue number => $"number {number.Value.ToString("R", CultureInfo.InvariantCulture)}",
        ObjectValue properties => $"object {{{string.Join(", ", properties.Properties.Select(p => $"{Quoted(p.Key)}: {Of(p.Value)}"))}}}",
        SocketValue socket => $"socket {Plain(socket.Address)}",
        StringValue text => $"string {Quoted(text.Text)}",
        _ => "null",
    };

    /// <summary>A place and, if it is new, what is there.</summary>
    public string Of(Location location)
    {
        var path = ((LocalLocation)location).Path;
        var isNew = path.StartsWith(files.At("scratch").Path + "/", StringComparison.Ordinal);
        return isNew ? $"(new) {ContentOf(location)}" : Plain(path);
    }

    /// <summary>A text with the places of the case told from its directory.</summary>
    public string Plain(string text) => text
        .Replace(files.At("scratch").Path + "/", "(new)/", StringComparison.Ordinal)
        .Replace(files.Root.Path + "/", "", StringComparison.Ordinal)
        .Replace(files.Root.Path, "(root)", StringComparison.Ordinal);

    /// <summary>Bytes in quotes: what is not printable or not UTF-8 as escapes.</summary>
    public static string Quoted(ByteString text)
    {
        var quoted = new StringBuilder("\"");
        var rest = text.Span;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done) quoted.Append($"\\x{rest[0]:x2}");
            else if (rune.Value == '\n') quoted.Append("\\n");
            else if (rune.Value is '"' or '\\') quoted.Append('\\').Append((char)rune.Value);
            else if (rune.Value is < ' ' or 0x7f or 0x2028 or 0x2029) quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else quoted.Append(rune.ToString());
            rest = rest[Math.Max(used, 1)..];
        }

        return quoted.Append('"').ToString();
    }

    private string ContentOf(Location location)
    {
        if (files.Find(location) == EntryKind.File) return Quoted(files.Read(location).Value);
        var path = ((LocalLocation)location).Path;
        var entries = Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal);
        return $"{{{string.Join(", ", entries.Select(e => $"{Path.GetFileName(e)}: {ContentOf(new LocalLocation(e))}"))}}}";
    }
}
