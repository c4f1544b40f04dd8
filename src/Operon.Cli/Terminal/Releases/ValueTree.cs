using System.Text;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Cli.Terminal.Releases;

/// <summary>Draws a value of Starlark as a tree (releases, section 4).</summary>
internal static class ValueTree
{
    /// <summary>The value: on one line, or with a branch for each of its parts.</summary>
    public static string Of(Value value)
    {
        var text = new StringBuilder();
        Draw(value, "", text);
        return text.ToString().TrimEnd('\n');
    }

    private static void Draw(Value value, string indent, StringBuilder text)
    {
        var (head, parts) = Take(value);
        text.Append(head).Append('\n');
        for (var i = 0; i < parts.Count; i++)
        {
            var isLast = i == parts.Count - 1;
            text.Append(indent).Append(isLast ? "└── " : "├── ").Append(parts[i].Name).Append(' ');
            Draw(parts[i].Value, indent + (isLast ? "    " : "│   "), text);
        }
    }

    private static (string Head, IReadOnlyList<(string Name, Value Value)> Parts) Take(Value value)
    {
        if (value.As<StarlarkList>() is { Count: > 0 } list) return ("<list>", Numbered(list.Span));
        if (value.As<StarlarkTuple>() is { Count: > 0 } tuple) return ("<tuple>", Numbered(tuple.Span));
        if (value.As<StarlarkDict>() is { Count: > 0 } dict) return ("<dict>", [.. dict.Items.Select(i => ($"{Text(i.Key)}:", i.Value)).OrderBy(i => i.Item1, StringComparer.Ordinal)]);
        if (value.As<StarlarkStruct>() is { } record) return ("<struct>", [.. record.AttributeNames.Order(StringComparer.Ordinal).Select(n => ($"{n}:", record.TryGetAttribute(n, out var field) ? field : default))]);
        return (Text(value), []);
    }

    private static List<(string, Value)> Numbered(ReadOnlySpan<Value> items) => [.. items.ToArray().Select((v, i) => ($"[{i}]", v))];

    private static string Text(Value value)
    {
        if (value.As<Function>() is { } function)
        {
            var head = $"{function.Name}({string.Join(", ", function.Parameters.Select(p => p.Name))})";
            return function.Documentation is { Length: > 0 } documentation ? $"{head}\n    {documentation.ReplaceLineEndings("\n    ")}" : head;
        }

        return value.As<Callable>() is { } builtin ? $"{builtin.Name}(...)" : value.ToString();
    }
}
