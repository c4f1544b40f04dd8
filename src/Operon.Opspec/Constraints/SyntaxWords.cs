using Operon.Opspec.Syntax;

namespace Operon.Opspec.Constraints;

/// <summary>What a node is, in words for a message.</summary>
internal static class SyntaxWords
{
    public static string Of(SyntaxNode node) => node switch
    {
        ScalarNode { Kind: ScalarKind.Null } => "null",
        ScalarNode { Kind: ScalarKind.String } scalar => $"the string '{scalar.Text}'",
        ScalarNode scalar => scalar.Text,
        SequenceNode => "a list",
        _ => "a mapping",
    };
}
