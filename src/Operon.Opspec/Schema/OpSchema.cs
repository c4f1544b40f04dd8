using Operon.Opspec.Schema.Shapes;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Schema;

/// <summary>The structure of an op.yml: section 1.2 of the specification, widened by what its sections 2, 11 and 12 accept.</summary>
internal static class OpSchema
{
    /// <summary>The whole document.</summary>
    public static readonly ObjectShape Op = new(
        "an op",
        new Property("name", new ValueShape(Kinds.String), "What the op is called; by convention where it can be had from, such as `github.com/org/op`.") { IsRequired = true },
        new Property("description", new ValueShape(Kinds.String), "What it does, in Markdown."),
        new Property("inputs", ParameterShapes.Parameters, "What it takes, by name."),
        new Property("outputs", ParameterShapes.Parameters, "What it gives, by name."),
        new Property("run", CallShapes.Call, "What it does."),
        new Property("version", new ValueShape(Kinds.String) { Text = Patterns.SemanticVersion }, "The version of the op."),
        new Property("opspec", new ValueShape(Kinds.String) { Text = Patterns.SemanticVersion }, "The version of the language the op was written for."));

    /// <summary>Tells all that is wrong with a document, in the order of the file.</summary>
    /// <returns>Whether it can be used: whether there are no errors.</returns>
    public static bool Check(SyntaxNode document, DiagnosticBag diagnostics)
    {
        if (document is not ScalarNode { Kind: ScalarKind.Null }) return SchemaChecker.Check(Op, document, diagnostics);
        diagnostics.Add(IsEmpty(document.Span.Source));
        return false;
    }

    /// <summary>What is said of a file without content.</summary>
    public static Diagnostic IsEmpty(SourceText source) =>
        new(SchemaRules.Empty, "the op.yml is empty", new SourceSpan(source, 0, 0)) { Expected = "an op with at least a name", Fix = "add a line such as name: my-op" };
}
