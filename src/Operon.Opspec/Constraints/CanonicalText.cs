using System.Globalization;
using System.Text;
using Operon.Opspec.Values;
using Operon.Text.Numbers;

namespace Operon.Opspec.Constraints;

/// <summary>
/// One JSON text for all values that are equal: numbers by value (1 and 1.0), objects by content whatever the order, and 1 other
/// than "1". Also how values of the constraints are shown. The value may nest <see cref="Inspection.MaximumDepth"/> levels.
/// </summary>
internal static class CanonicalText
{
    public static string Of(Value value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    /// <summary>A text in quotes, as in JSON.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2);
        AppendQuoted(quoted, text);
        return quoted.ToString();
    }

    /// <summary>A number as in JSON; there is one zero.</summary>
    public static string Of(double number) => number == 0 ? "0" : NumberText.Json(number);

    private static void Append(StringBuilder text, Value value)
    {
        switch (value)
        {
            case NullValue:
                text.Append("null");
                break;
            case BooleanValue boolean:
                text.Append(boolean.Value ? "true" : "false");
                break;
            case NumberValue number:
                text.Append(Of(number.Value));
                break;
            case ArrayValue array:
                text.Append('[');
                foreach (var item in array.Items)
                {
                    Append(text, item);
                    text.Append(',');
                }

                Close(text, ']');
                break;
            case ObjectValue obj:
                text.Append('{');
                foreach (var (name, property) in obj.Properties)
                {
                    AppendQuoted(text, JsonView.Decode(name));
                    text.Append(':');
                    Append(text, property);
                    text.Append(',');
                }

                Close(text, '}');
                break;
            default:
                AppendQuoted(text, JsonView.TextOf(value) ?? "");
                break;
        }
    }

    private static void Close(StringBuilder text, char bracket)
    {
        if (text[^1] == ',') text.Length--;
        text.Append(bracket);
    }

    private static void AppendQuoted(StringBuilder text, string content)
    {
        text.Append('"');
        foreach (var c in content)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (char.IsControl(c)) text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }

        text.Append('"');
    }
}
