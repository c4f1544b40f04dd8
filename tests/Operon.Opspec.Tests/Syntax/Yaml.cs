using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Syntax;

/// <summary>Short ways to read YAML in tests.</summary>
internal static class Yaml
{
    public static (SyntaxNode? Root, IReadOnlyList<Diagnostic> Diagnostics) Read(string text, YamlLimits? limits = null)
    {
        var bag = new DiagnosticBag();
        var root = YamlReader.Read(new SourceText("op.yml", text), limits ?? YamlLimits.OpFile, bag);
        return (root, bag.InSourceOrder());
    }

    public static SyntaxNode Good(string text)
    {
        var (root, diagnostics) = Read(text);
        diagnostics.ShouldBeEmpty();
        return root.ShouldNotBeNull();
    }

    public static ScalarNode Scalar(string text) => ((MappingNode)Good("v: " + text)).Find("v")!.Value.ShouldBeOfType<ScalarNode>();
}
