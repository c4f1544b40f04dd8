namespace Operon.Opspec.Values;

/// <summary>Words for values in messages.</summary>
public static class ValueText
{
    /// <summary>The name of a type as the language writes it.</summary>
    public static string Name(ValueKind kind) => kind switch
    {
        ValueKind.Array => "array",
        ValueKind.Boolean => "boolean",
        ValueKind.Dir => "dir",
        ValueKind.File => "file",
        ValueKind.Null => "null",
        ValueKind.Number => "number",
        ValueKind.Object => "object",
        ValueKind.Socket => "socket",
        _ => "string",
    };

    /// <summary>The name of a type with its article.</summary>
    public static string WithArticle(ValueKind kind) => kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Array or ValueKind.Object => "an " + Name(kind),
        _ => "a " + Name(kind),
    };

    /// <summary>A short form of a text for a message: one line, at most 60 characters.</summary>
    public static string Excerpt(string text)
    {
        var line = text.ReplaceLineEndings("\\n");
        return line.Length <= 60 ? line : line[..57] + "...";
    }
}
