using Operon.Opspec.Declarations;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Schema;

/// <summary>Reads an op.yml: YAML, the structure the language asks for, declarations.</summary>
public static class OpReader
{
    /// <summary>
    /// Reads one file. All of its problems are told at once, in the order of the file; warnings may come with a declaration.
    /// </summary>
    /// <param name="source">The text under the name that diagnostics show.</param>
    /// <param name="diagnostics">Gets what is wrong.</param>
    /// <returns>The op, or null when there are errors.</returns>
    public static OpDeclaration? Read(SourceText source, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var op = Check(YamlReader.Read(source, YamlLimits.OpFile, found), found);
        diagnostics.AddRange(found.InSourceOrder());
        return op;
    }

    /// <summary>Reads the bytes of one file, as <see cref="Read(SourceText, DiagnosticBag)"/> does.</summary>
    /// <param name="name">The name that diagnostics show.</param>
    /// <param name="bytes">What the file holds.</param>
    /// <param name="diagnostics">Gets what is wrong.</param>
    /// <returns>The op, or null when there are errors.</returns>
    public static OpDeclaration? Read(string name, ReadOnlySpan<byte> bytes, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var op = Check(YamlReader.Read(name, bytes, YamlLimits.OpFile, found), found);
        diagnostics.AddRange(found.InSourceOrder());
        return op;
    }

    /// <summary>Reads no more of a file than the inputs it declares, for somebody who is about to name one.</summary>
    /// <param name="bytes">What the file holds.</param>
    /// <returns>The inputs, whatever is wrong elsewhere in the file; null when they are, or it is not YAML.</returns>
    public static ParameterDeclarations? ReadInputs(ReadOnlySpan<byte> bytes)
    {
        var found = new DiagnosticBag();
        if (YamlReader.Read("", bytes, YamlLimits.OpFile, found) is not MappingNode document) return null;
        return document.Find("inputs") is not { } inputs || SchemaChecker.Check(ParameterShapes.Parameters, inputs.Value, found) ? DeclarationBuilder.Inputs(document) : null;
    }

    private static OpDeclaration? Check(SyntaxNode? document, DiagnosticBag diagnostics)
    {
        if (document is null) return null;
        OpSchema.Check(document, diagnostics);
        return diagnostics.HasErrors ? null : DeclarationBuilder.Build((MappingNode)document, diagnostics);
    }
}
