using Operon.Opspec.Syntax;

namespace Operon.Opspec.Schema.Shapes;

/// <summary>The kinds of node a place accepts.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Number = 4,
    String = 8,
    Array = 16,
    Object = 32,

    /// <summary>Whatever stands for a value.</summary>
    Expression = Boolean | Number | String | Array | Object,

    /// <summary>Whatever stands for a value, or nothing.</summary>
    Any = Expression | Null,
}

/// <summary>Kinds of nodes, and their words.</summary>
internal static class KindsExtensions
{
    private static readonly string[] Articles = ["null", "a boolean", "a number", "a string", "an array", "an object"];
    private static readonly string[] Words = ["null", "boolean", "number", "string", "array", "object"];

    /// <summary>The kind of a node.</summary>
    public static Kinds KindOf(this SyntaxNode node) => node switch
    {
        MappingNode => Kinds.Object,
        SequenceNode => Kinds.Array,
        ScalarNode { Kind: ScalarKind.Boolean } => Kinds.Boolean,
        ScalarNode { Kind: ScalarKind.Number } => Kinds.Number,
        ScalarNode { Kind: ScalarKind.String } => Kinds.String,
        _ => Kinds.Null,
    };

    /// <summary>Each kind of the set with its article: <c>an array</c>.</summary>
    public static IEnumerable<string> WithArticles(this Kinds kinds) => Select(kinds, Articles);

    /// <summary>Each kind of the set as JSON Schema says it.</summary>
    public static IEnumerable<string> AsWords(this Kinds kinds) => Select(kinds, Words);

    private static IEnumerable<string> Select(Kinds kinds, string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (((int)kinds & (1 << i)) != 0) yield return words[i];
        }
    }
}
