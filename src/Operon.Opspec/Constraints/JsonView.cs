using System.Text;
using System.Text.Unicode;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Constraints;

/// <summary>Values as the JSON that constraints see (specification, section 1.6).</summary>
internal static class JsonView
{
    /// <summary>The name of the JSON type; a whole number is an <c>integer</c>.</summary>
    public static string TypeOf(Value value) => value switch
    {
        NullValue => "null",
        BooleanValue => "boolean",
        NumberValue number => IsWhole(number.Value) ? "integer" : "number",
        ArrayValue => "array",
        ObjectValue => "object",
        _ => "string",
    };

    /// <summary>The text of a JSON string; null for every other type.</summary>
    public static string? TextOf(Value value) => value switch
    {
        StringValue text => Decode(text.Text),
        DirValue dir => dir.Location.ToString(),
        FileValue file => file.Location.ToString(),
        SocketValue socket => socket.Address,
        _ => null,
    };

    /// <summary>Whether a number has no fraction; 2.0 and 1e21 have none.</summary>
    public static bool IsWhole(double number) => double.IsFinite(number) && Math.Floor(number) == number;

    /// <summary>Text in which each byte that is not UTF-8 has become one U+FFFD. (.NET itself makes one of several bytes.)</summary>
    public static string Decode(ByteString text)
    {
        var rest = text.Span;
        if (Utf8.IsValid(rest)) return Encoding.UTF8.GetString(rest);

        var decoded = new StringBuilder(rest.Length);
        while (!rest.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            decoded.Append(rune.ToString());
            rest = rest[(valid ? length : 1)..];
        }

        return decoded.ToString();
    }
}
