using System.Collections.Immutable;
using Operon.Opspec.Constraints.Keywords;
using Operon.Opspec.Syntax;

namespace Operon.Opspec.Constraints;

/// <summary>
/// The keywords, in the order in which they look at a value. To add one: a class in <c>Keywords</c> with a <c>Read</c> that finds
/// it in a schema, a line here, and a golden file that shows what it accepts and what it says.
/// </summary>
internal static class Vocabulary
{
    private static readonly Func<MappingNode, SchemaReader, IEnumerable<Keyword>>[] Readers =
    [
        EnumKeyword.Read,
        LimitKeyword.Read,
        MultipleOfKeyword.Read,
        LengthKeyword.Read,
        PatternKeyword.Read,
        FormatKeyword.Read,
        CountKeyword.Read,
        ItemsKeyword.Read,
        UniqueItemsKeyword.Read,
        ContainsKeyword.Read,
        RequiredKeyword.Read,
        PropertiesKeyword.Read,
        PropertyNamesKeyword.Read,
        DependenciesKeyword.Read,
        AllOfKeyword.Read,
        AnyOfKeyword.Read,
        OneOfKeyword.Read,
        NotKeyword.Read,
        ConditionKeyword.Read,
    ];

    /// <summary>All that a schema demands beside the type. Reads <c>definitions</c> too, so that what is wrong there is told.</summary>
    public static ImmutableArray<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        var keywords = Readers.SelectMany(read => read(schema, reader)).ToImmutableArray();
        reader.ReadMap(schema, "definitions");
        return keywords;
    }
}
