using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Syntax;

/// <summary>What holds for every input.</summary>
public sealed class YamlReaderProperties
{
    private static readonly string[] Pieces =
    [
        "\n", "\n  ", "\n    ", " ", "\t", ":", ": ", "- ", "#", " #", "\"", "'", "[", "]", "{", "}", ",", "|", ">", "|-\n", "&a ", "*a", "!!str ", "!!int ", "!x ",
        "? ", "$(a)", "%", "@", "`", "\\", "\\x", "---\n", "...\n", "a", "b: c", "0", "~", "<<: ", "\r\n", "é", "😀", "\uFEFF", "\u0001", "\u0085", "&", "*", "!", "!<",
    ];

    [Fact]
    public void Read_AnyBytes_EndsWithATreeOrADiagnosticInside() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => EndsWell(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_AnyPieces_EndsWithATreeOrADiagnosticInside() =>
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(p => string.Concat(p)).ToArbitrary(), text => EndsWell(Encoding.UTF8.GetBytes(text)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory]
    [InlineData("!!int <<: !!int &!a\n     #,!!x ---\n:  #]|\t0\u0085---\n`\n")]
    [InlineData("a: !!int\n: b\n")]
    public void Read_EmptyScalarBeforeAnError_HasAPlaceInside(string text) => EndsWell(Encoding.UTF8.GetBytes(text)).ShouldBeTrue();

    [Fact]
    public void Read_WrittenTree_ComesBack() =>
        Prop.ForAll(Trees(3).ToArbitrary(), tree =>
        {
            var text = new StringBuilder();
            Write(tree, text, 0);
            return Show(Yaml.Good(text.ToString())) == JsonSerializer.Serialize(tree);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static bool EndsWell(byte[] bytes)
    {
        var bag = new DiagnosticBag();
        var root = YamlReader.Read("op.yml", bytes, YamlLimits.OpFile, bag);
        return (root is not null || bag.HasErrors) && bag.All(d => d.Span is { } s && s.Start >= 0 && s.Length >= 0 && s.End <= s.Source.Text.Length);
    }

    private static Gen<object?> Trees(int depth)
    {
        var scalar = Gen.OneOf(
            Gen.Constant<object?>(null),
            ArbMap.Default.GeneratorFor<bool>().Select(b => (object?)b),
            ArbMap.Default.GeneratorFor<int>().Select(i => (object?)(double)i),
            ArbMap.Default.GeneratorFor<string>().Where(s => s is not null).Select(s => (object?)Whole(s)));
        if (depth == 0) return scalar;
        var keys = ArbMap.Default.GeneratorFor<string>().Where(s => s is not null).Select(Whole);
        return Gen.OneOf(
            scalar,
            Trees(depth - 1).ListOf().Select(l => (object?)l.Take(5).ToList()),
            keys.Zip(Trees(depth - 1)).ListOf().Select(l => (object?)new SortedDictionary<string, object?>(l.Take(5).DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2), StringComparer.Ordinal)));
    }

    // A lone surrogate is no text.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    // Blocks where the indentation is even, brackets elsewhere; texts in double quotes, or as they are when they are plain words.
    private static void Write(object? tree, StringBuilder text, int indent)
    {
        var block = indent % 4 == 0;
        switch (tree)
        {
            case List<object?> { Count: > 0 } list when block:
                foreach (var item in list) WriteAfter(text.Append('\n').Append(' ', indent).Append('-'), item, indent);
                break;
            case List<object?> list:
                text.Append('[');
                foreach (var item in list) WriteFlow(text, item);
                text.Append(']');
                break;
            case SortedDictionary<string, object?> { Count: > 0 } map when block:
                foreach (var (key, value) in map) WriteAfter(text.Append('\n').Append(' ', indent).Append(Word(key)).Append(':'), value, indent);
                break;
            case SortedDictionary<string, object?> map:
                text.Append('{');
                foreach (var (key, value) in map) WriteFlow(text.Append(Word(key)).Append(": "), value);
                text.Append('}');
                break;
            case string word:
                text.Append(Word(word));
                break;
            case double number:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(tree is null ? "~" : (bool)tree ? "yes" : "Off");
                break;
        }
    }

    private static void WriteAfter(StringBuilder text, object? value, int indent) => Write(value, text.Append(' '), indent + 2);

    private static void WriteFlow(StringBuilder text, object? value)
    {
        Write(value, text, 1);
        text.Append(", ");
    }

    private static string Word(string text) =>
        text.Length > 3 && text.All(char.IsAsciiLetter) && !bool.TryParse(text, out _) && !text.Equals("null", StringComparison.OrdinalIgnoreCase) ? text : JsonSerializer.Serialize(text);

    private static string Show(SyntaxNode node) => node switch
    {
        MappingNode map => $"{{{string.Join(',', map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{JsonSerializer.Serialize(e.Key)}:{Show(e.Value)}"))}}}",
        SequenceNode list => $"[{string.Join(',', list.Items.Select(Show))}]",
        ScalarNode { Kind: ScalarKind.String } text => JsonSerializer.Serialize(text.Text),
        ScalarNode { Kind: ScalarKind.Number } number => JsonSerializer.Serialize(number.Number),
        ScalarNode { Kind: ScalarKind.Boolean } boolean => boolean.Text,
        _ => "null",
    };
}
