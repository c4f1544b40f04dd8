using System.Collections.Immutable;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Schema;

/// <summary>Makes the declarations of a document that was checked: what the schema asks for is taken for granted.</summary>
internal static class DeclarationBuilder
{
    /// <summary>The op of a document without errors.</summary>
    public static OpDeclaration Build(MappingNode document, DiagnosticBag diagnostics)
    {
        var name = document.Find("name")!.Value;
        var inputs = Inputs(document);
        return new OpDeclaration
        {
            Source = document.Span.Source,
            Name = ((ScalarNode)name).Text,
            NameSpan = name.Span,
            Description = Text(document, "description"),
            Inputs = inputs,
            Outputs = Parameters(document.Find("outputs")),
            Run = document.Find("run") is { } run ? new CallBuilder(inputs, diagnostics).Build(run.Value) : null,
            Version = Text(document, "version"),
            OpspecVersion = Text(document, "opspec"),
        };
    }

    /// <summary>The inputs of a document in which they are without errors.</summary>
    public static ParameterDeclarations Inputs(MappingNode document) => Parameters(document.Find("inputs"));

    /// <summary>The text of a property, as a field of type string has it; null when it is not there.</summary>
    public static string? Text(MappingNode node, string property) => (node.Find(property)?.Value as ScalarNode)?.Text;

    private static ParameterDeclarations Parameters(MappingEntry? parameters) =>
        parameters?.Value is MappingNode node ? new([.. node.Entries.Select(Parameter)]) : ParameterDeclarations.None;

    private static ParameterDeclaration Parameter(MappingEntry entry)
    {
        var parameter = (MappingNode)entry.Value;
        foreach (var candidate in parameter.Entries)
        {
            if (TypeOf(candidate.Key) is not { } type) continue;
            var typed = (MappingNode)candidate.Value;
            return new ParameterDeclaration
            {
                Name = entry.Key,
                NameSpan = entry.KeySpan,
                Type = type,
                Description = Text(parameter, "description") ?? Text(typed, "description"),
                Default = typed.Find("default") is { } value ? Expression.From(value.Value) : null,
                IsSecret = typed.Find("isSecret")?.Value is ScalarNode { Boolean: true },
                Constraints = typed.Find("constraints")?.Value as MappingNode,
            };
        }

        throw new InvalidOperationException($"{entry.KeySpan}: a parameter without type was not refused");
    }

    private static ParameterType? TypeOf(string key) => key switch
    {
        "array" => ParameterType.Array,
        "boolean" => ParameterType.Boolean,
        "dir" => ParameterType.Dir,
        "file" => ParameterType.File,
        "number" => ParameterType.Number,
        "object" => ParameterType.Object,
        "socket" => ParameterType.Socket,
        "string" => ParameterType.String,
        _ => null,
    };
}
