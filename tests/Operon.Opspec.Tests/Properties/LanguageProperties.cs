using System.Globalization;
using System.Text;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Interpolation;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Tests.Language;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Tests.Properties;

/// <summary>What holds of every text, value and tree.</summary>
public sealed class LanguageProperties : IDisposable
{
    private readonly Bench bench = new Bench()
        .File("op/sub/f", "content")
        .Variable("a", "text").Data("o", "{k: [1, {z: null}], a: x}").Directory("d", "op/sub").FileVariable("s", "op/sub/f");

    [Fact]
    public void Evaluate_AnyTemplate_GivesATextOrADiagnostic() => Check(LanguageArbitraries.Text, text =>
    {
        var result = Template.Parse(text).Evaluate(bench.Evaluation);
        return result.IsOk || result.Error!.Code.StartsWith("OPS0", StringComparison.Ordinal);
    });

    [Fact]
    public void Evaluate_AnyBytesWithoutReference_GivesThemBack() => Check(LanguageArbitraries.Bytes, text =>
        text.Span.Contains((byte)'$') || Template.Parse(text).Evaluate(bench.Evaluation).Value.Text == text);

    [Fact]
    public void Evaluate_EscapedText_IsTheText() => Check(LanguageArbitraries.Text, text =>
        Template.Parse(Template.Escape(text)).Evaluate(bench.Evaluation).Value.Text == text);

    [Fact]
    public void Evaluate_EscapedTextBetweenReferences_IsTheTextBetweenTheirValues() => Check(LanguageArbitraries.Text, text =>
        Template.Parse(Joined("$(a)", Template.Escape(text), "|$(a)")).Evaluate(bench.Evaluation).Value.Text == Joined("text", text, "|text"));

    [Fact]
    public void Parse_AnyReference_GivesItsTextBackOrADiagnostic() => Check(LanguageArbitraries.Text, text =>
    {
        var written = text.ToString();
        if (!Reference.Parse(written).TryGet(out var reference, out var error)) return error.Rule == ReferenceRules.Malformed;
        return reference.Text == written && (reference.Root != ReferenceRoot.Variable || written.StartsWith(reference.Name, StringComparison.Ordinal));
    });

    [Fact]
    public void Resolve_AnyReference_GivesAValueOrADiagnosticAndCreatesNothing() => Check(LanguageArbitraries.Text, text =>
    {
        if (Reference.Parse(text.ToString()).TryGet(out var reference, out _)) ReferenceResolver.Resolve(reference, bench.Evaluation);
        return !Directory.EnumerateFileSystemEntries(bench.Files.At("scratch").Path).Any();
    });

    [Fact]
    public void Evaluate_AnyTree_GivesAValueOrADiagnosticWithAPlace() => Check(LanguageArbitraries.Tree, tree =>
    {
        var result = Expression.From(tree).Evaluate(bench.Evaluation);
        return result.IsOk ? result.Value is not NullValue : result.Error!.Span is not null;
    });

    [Fact]
    public void Coerce_AnyDataToAnyType_GivesThatTypeOrADiagnostic() => Check(LanguageArbitraries.Data, value =>
    {
        foreach (var type in Enum.GetValues<ParameterType>())
        {
            if (ParameterCoercion.Coerce(value, type, bench.Evaluation).TryGet(out var coerced, out _) && coerced.Kind.ToString() != type.ToString()) return false;
        }

        return true;
    });

    [Fact]
    public void Coerce_Twice_IsTheSameAsOnce() => Check(LanguageArbitraries.Data, value =>
    {
        foreach (var type in new[] { ParameterType.Array, ParameterType.Boolean, ParameterType.Number, ParameterType.Object, ParameterType.String })
        {
            if (!ParameterCoercion.Coerce(value, type, bench.Evaluation).TryGet(out var once, out _)) continue;
            if (!ReferenceEquals(ParameterCoercion.Coerce(once, type, bench.Evaluation).Value, once)) return false;
        }

        return true;
    });

    [Fact]
    public void Coerce_TextToFileAndBack_IsTheSameBytes() => Check(LanguageArbitraries.Bytes, text =>
    {
        var file = FileCoercion.Coerce(new StringValue(text), bench.Evaluation).Value;
        return StringCoercion.Coerce(file, bench.Evaluation).Value.Text == text;
    });

    [Fact]
    public void Coerce_NumberToTextAndBack_IsTheSameNumber() => Check(ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite), number =>
    {
        var text = StringCoercion.Coerce(new NumberValue(number), bench.Evaluation).Value;
        var digits = text.Text.ToString();
        return NumberCoercion.Coerce(text, bench.Evaluation).Value.Value.Equals(number) && !digits.Contains('e') && !digits.Contains('E');
    });

    [Fact]
    public void Write_AnyData_IsWhatTheModelSays() => Check(LanguageArbitraries.Data, value =>
        ValueJson.Write(value).ToString() == Model(value));

    [Fact]
    public void Coerce_WrittenDataBack_IsTheSameText() => Check(LanguageArbitraries.Data, value =>
    {
        var written = StringCoercion.Coerce(new ArrayValue([value]), bench.Evaluation).Value;
        var read = ArrayCoercion.Coerce(written, bench.Evaluation).Value;

        // Bytes that are no UTF-8 have become U+FFFD the first time, and stay that.
        var again = new StringValue(ValueJson.Write(read));
        return ValueJson.Write(ArrayCoercion.Coerce(again, bench.Evaluation).Value) == again.Text && (!HasOtherBytes(value) ? again.Text == written.Text : true);
    });

    [Fact]
    public void Coerce_AnyObjectToDir_MakesAllOrNothing() => Check(LanguageArbitraries.Data, value =>
    {
        var before = Directory.GetFileSystemEntries(bench.Files.At("scratch").Path).Length;
        var made = DirCoercion.Coerce(value, bench.Evaluation);
        var after = Directory.GetFileSystemEntries(bench.Files.At("scratch").Path).Length;
        return after == before + (made.IsOk ? 1 : 0);
    });

    public void Dispose() => bench.Dispose();

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static bool HasOtherBytes(Value value) => value switch
    {
        ArrayValue array => array.Items.Any(HasOtherBytes),
        ObjectValue properties => properties.Properties.Any(p => !Utf8.IsValid(p.Key.Span) || HasOtherBytes(p.Value)),
        StringValue text => !Utf8.IsValid(text.Text.Span),
        _ => false,
    };

    private static ByteString Joined(ByteString before, ByteString text, ByteString after) =>
        new((byte[])[.. before.Span, .. text.Span, .. after.Span]);

    // Written again from the specification, without the writer and its number text.
    private static string Model(Value value) => value switch
    {
        ArrayValue array => $"[{string.Join(',', array.Items.Select(Model))}]",
        ObjectValue properties => $"{{{string.Join(',', properties.Properties.Select(p => (Key: p.Key.Span.ToArray(), p.Value)).OrderBy(p => Convert.ToHexString(p.Key), StringComparer.Ordinal).Select(p => $"{Model(new ByteString(p.Key))}:{Model(p.Value)}"))}}}",
        StringValue text => Model(text.Text),
        BooleanValue boolean => boolean.Value ? "true" : "false",
        NumberValue number => Model(number.Value),
        _ => "null",
    };

    private static string Model(ByteString text)
    {
        var json = new StringBuilder("\"");
        var rest = text.Span;
        while (!rest.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            json.Append(!valid ? "\\ufffd" : rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' or '<' or '>' or '&' or 0x2028 or 0x2029 => $"\\u{rune.Value:x4}",
                _ => rune.ToString(),
            });
            rest = rest[(valid ? used : 1)..];
        }

        return json.Append('"').ToString();
    }

    private static string Model(double number)
    {
        if (number == 0) return double.IsNegative(number) ? "-0" : "0";
        var size = Math.Abs(number);
        var shortest = number.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits <= 16; digits++)
        {
            shortest = number.ToString($"E{digits}", CultureInfo.InvariantCulture);
            if (double.Parse(shortest, CultureInfo.InvariantCulture).Equals(number)) break;
        }

        var mantissa = shortest[..shortest.IndexOf('E')].Replace(".", "", StringComparison.Ordinal).TrimStart('-');
        var exponent = int.Parse(shortest[(shortest.IndexOf('E') + 1)..], CultureInfo.InvariantCulture);
        var sign = number < 0 ? "-" : "";
        if (size is < 1e-6 or >= 1e21)
        {
            var tail = mantissa[1..].TrimEnd('0');
            return $"{sign}{mantissa[0]}{(tail.Length == 0 ? "" : "." + tail)}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}";
        }

        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{mantissa}".TrimEnd('0');
        if (exponent + 1 >= mantissa.Length) return sign + mantissa.PadRight(exponent + 1, '0');
        return $"{sign}{mantissa[..(exponent + 1)]}.{mantissa[(exponent + 1)..]}".TrimEnd('0').TrimEnd('.');
    }
}
