using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Coercion;

/// <summary>The rules about turning a value of one type into another.</summary>
public static class CoercionRules
{
    /// <summary>There is no way from the one type to the other.</summary>
    public static readonly DiagnosticRule Incompatible = new("OPS0301", DiagnosticSeverity.Error, "A value cannot be turned into the type that is needed");

    /// <summary>A text that is no number.</summary>
    public static readonly DiagnosticRule NotANumber = new("OPS0302", DiagnosticSeverity.Error, "A text is not a number");

    /// <summary>A text that is not the JSON that is needed.</summary>
    public static readonly DiagnosticRule NotJson = new("OPS0303", DiagnosticSeverity.Error, "A text is not the JSON that is needed");

    /// <summary>An object that does not describe a directory.</summary>
    public static readonly DiagnosticRule NotADirectoryLiteral = new("OPS0304", DiagnosticSeverity.Error, "An object does not describe a directory");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [Incompatible, NotANumber, NotJson, NotADirectoryLiteral];

    internal static Diagnostic From(Values.Value value, Values.ValueKind target) =>
        new(Incompatible, $"{Values.ValueText.WithArticle(value.Kind)} cannot be turned into {Values.ValueText.WithArticle(target)}")
        {
            Expected = target switch
            {
                Values.ValueKind.Array => "an array, or a string or file that holds one as JSON",
                Values.ValueKind.Object => "an object, or a string or file that holds one as JSON",
                Values.ValueKind.Number => "a number, or a string or file that holds one",
                Values.ValueKind.Dir => "a dir, or an object of names and files",
                Values.ValueKind.String or Values.ValueKind.Boolean or Values.ValueKind.File => "a string, number, boolean, array, object or file",
                _ => null,
            },
        };
}
