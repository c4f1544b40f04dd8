using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Properties;

/// <summary>Random pieces of the language: texts that are full of its signs, values, trees.</summary>
internal static class LanguageArbitraries
{
    private static readonly string[] Pieces = ["$(", ")", "$", "\\", "(", "[", "]", ".", "/", "./", "../", "a", "o", "d", "s", "0", "-1", "\n", " ", "é", "\0", "{", "}", "\"", "k", "$(a)", "$(o.k)", "$(d/f)", "$(", "nope"];

    private static readonly SourceSpan Span = new(new SourceText("random", ""), 0, 0);

    /// <summary>Bytes: signs of the language, and now and then a byte that is no UTF-8.</summary>
    public static Gen<ByteString> Text { get; } = Gen.Frequency(
            (12, Gen.Elements(Pieces).Select(p => ((ByteString)p).Memory.ToArray())),
            (1, Gen.Choose(0, 255).Select(b => new[] { (byte)b })))
        .ListOf().Select(parts => new ByteString(parts.SelectMany(p => p).ToArray()));

    /// <summary>Any bytes.</summary>
    public static Gen<ByteString> Bytes { get; } = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().Select(b => new ByteString(b));

    /// <summary>A value that is plain data, a few levels deep.</summary>
    public static Gen<Value> Data { get; } = Gen.Sized(size => DataOf(Math.Min(size, 20)));

    /// <summary>A YAML tree with texts of the language in it.</summary>
    public static Gen<SyntaxNode> Tree { get; } = Gen.Sized(size => TreeOf(Math.Min(size, 20)));

    private static Gen<Value> DataOf(int size)
    {
        var leaf = Gen.OneOf(
            Bytes.Select(b => (Value)new StringValue(b)),
            Text.Select(b => (Value)new StringValue(b)),
            ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite).Select(d => (Value)new NumberValue(d)),
            ArbMap.Default.GeneratorFor<bool>().Select(b => (Value)new BooleanValue(b)),
            Gen.Constant((Value)NullValue.Instance));
        if (size < 2) return leaf;
        var inner = DataOf(size / 3);
        return Gen.Frequency(
            (3, leaf),
            (1, inner.ArrayOf().Select(items => (Value)new ArrayValue([.. items.Take(5)]))),
            (1, Gen.Zip(Text, inner).ListOf().Select(entries =>
            {
                var properties = ImmutableSortedDictionary.CreateBuilder<ByteString, Value>();
                foreach (var (key, value) in entries.Take(5)) properties[key] = value;
                return (Value)new ObjectValue(properties.ToImmutable());
            })));
    }

    private static Gen<SyntaxNode> TreeOf(int size)
    {
        var leaf = Gen.OneOf(
            Text.Select(t => (SyntaxNode)ScalarNode.String(Span, t.ToString())),
            ArbMap.Default.GeneratorFor<double>().Select(d => (SyntaxNode)ScalarNode.Numeric(Span, d, "")),
            ArbMap.Default.GeneratorFor<bool>().Select(b => (SyntaxNode)ScalarNode.Bool(Span, b)),
            Gen.Constant((SyntaxNode)ScalarNode.Null(Span)));
        if (size < 2) return leaf;
        var inner = TreeOf(size / 3);
        return Gen.Frequency(
            (3, leaf),
            (1, inner.ArrayOf().Select(items => (SyntaxNode)new SequenceNode(Span, [.. items.Take(5)]))),
            (1, Gen.Zip(Text, inner).ListOf().Select(entries =>
                (SyntaxNode)new MappingNode(Span, [.. entries.Take(5).Select(e => new MappingEntry(e.Item1.ToString(), Span, e.Item2)).DistinctBy(e => e.Key, StringComparer.Ordinal)]))));
    }
}
