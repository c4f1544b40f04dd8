using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Text;

namespace Operon.Opspec.Values;

/// <summary>YAML taken as data: nothing in it is interpolated.</summary>
public static class PlainData
{
    /// <summary>The value of a node; nulls stay nulls.</summary>
    public static Value Of(SyntaxNode node) => node switch
    {
        SequenceNode sequence => new ArrayValue([.. sequence.Items.Select(Of)]),
        MappingNode mapping => new ObjectValue(mapping.Entries.ToImmutableSortedDictionary(e => (ByteString)e.Key, e => Of(e.Value))),
        ScalarNode { Kind: ScalarKind.Boolean } boolean => new BooleanValue(boolean.Boolean),
        ScalarNode { Kind: ScalarKind.Number } number => new NumberValue(number.Number),
        ScalarNode { Kind: ScalarKind.String } text => new StringValue(text.Text),
        _ => NullValue.Instance,
    };
}
