using FsCheck;
using FsCheck.Fluent;
using Operon.Opspec.Constraints;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Constraints;

/// <summary>What holds for every schema and every value.</summary>
public sealed class ConstraintProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    private static readonly Gen<string> Scalars = Gen.Elements("null", "true", "false", "0", "1", "2.0", "-3.5", "0.1", "1e21", "\"\"", "\"a\"", "\"bb\"", "\"10.0.0.1\"", "\"a@b\"", "\"\\u0000\"");

    private static readonly Gen<string> Values = Gen.Sized(size => ValueOf(Math.Min(size / 10, 3)));

    private static readonly Gen<string> Schemas = Gen.Sized(size => SchemaOf(Math.Min(size / 10, 3)));

    private static readonly Arbitrary<(string Schema, string Value)> Pairs =
        (from schema in Schemas from value in Values select (schema, value)).ToArbitrary();

    [Fact]
    public void Compile_AnyJson_GivesAConstraintOrSaysWhyNot() =>
        Check.One(Many, Prop.ForAll(Gen.OneOf(Schemas, Values, from v in Values from k in Keywords() select $"{{\"{k}\":{v}}}").ToArbitrary(), json =>
        {
            var diagnostics = new DiagnosticBag();
            var constraint = ConstraintCompiler.Compile(JsonInput.Schema(json), diagnostics);
            return constraint is null == diagnostics.HasErrors;
        }));

    [Fact]
    public void Check_SchemaAndItsNegation_DisagreeAlways() => Holds((schema, value) => Fits(schema, value) != Fits($"{{\"not\":{schema}}}", value));

    [Fact]
    public void Check_SchemaAsOnlyOneOfSeveral_MeansItself() => Holds((schema, value) =>
    {
        var fits = Fits(schema, value);
        return fits == Fits($"{{\"allOf\":[{schema}]}}", value)
            && fits == Fits($"{{\"anyOf\":[{schema}]}}", value)
            && fits == Fits($"{{\"oneOf\":[{schema}]}}", value)
            && fits == Fits($"{{\"if\":{schema},\"else\":false}}", value)
            && fits == Fits($"{{\"items\":{schema}}}", $"[{value}]")
            && fits == Fits($"{{\"contains\":{schema}}}", $"[{value}]")
            && fits == Fits($"{{\"properties\":{{\"p\":{schema}}}}}", $"{{\"p\":{value}}}")
            && fits == Fits($"{{\"definitions\":{{\"d\":{schema}}},\"additionalProperties\":{{\"$ref\":\"#/definitions/d\"}}}}", $"{{\"p\":{value}}}");
    });

    [Fact]
    public void Check_ValueAgainstItself_IsOneOfIts() =>
        Check.One(Many, Prop.ForAll(Values.ToArbitrary(), value => Fits($"{{\"const\":{value},\"enum\":[{value}]}}", value)));

    [Fact]
    public void Check_Secret_ViolatesTheSameAndShowsNoValue() => Holds((schema, value) =>
    {
        var constraint = Compile(schema);
        var open = constraint.Check(JsonInput.Value(value));
        var secret = constraint.Check(JsonInput.Value(value).Marked(SecretNames.Of("s")));
        return open.Select(v => v.Keyword).SequenceEqual(secret.Select(v => v.Keyword)) && secret.All(v => !v.Message.Contains(", is '", StringComparison.Ordinal));
    }, exceptNull: true);

    private static void Holds(Func<string, string, bool> property, bool exceptNull = false) =>
        Check.One(Many, Prop.ForAll(Pairs, pair => (exceptNull && pair.Value == "null") || property(pair.Schema, pair.Value)));

    private static bool Fits(string schema, string value) => Compile(schema).Check(JsonInput.Value(value)).Count == 0;

    private static Constraint Compile(string schema)
    {
        var diagnostics = new DiagnosticBag();
        var constraint = ConstraintCompiler.Compile(JsonInput.Schema(schema), diagnostics);
        diagnostics.ShouldBeEmpty(schema);
        return constraint!;
    }

    private static Gen<string> ValueOf(int depth) => depth == 0
        ? Scalars
        : Gen.OneOf(
            Scalars,
            from items in Gen.ListOf(ValueOf(depth - 1)) select $"[{string.Join(',', items.Take(4))}]",
            from a in ValueOf(depth - 1) from b in ValueOf(depth - 1) select $"{{\"a\":{a},\"b\":{b}}}",
            from a in ValueOf(depth - 1) select $"{{\"x1\":{a}}}");

    private static Gen<string> SchemaOf(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements("true", "false", "{}"),
            from type in Gen.Elements("string", "number", "integer", "object", "array", "null", "boolean") select $"{{\"type\":\"{type}\"}}",
            from format in Gen.Elements("date-time", "email", "hostname", "ipv4", "ipv6", "uri", "uuid", "semver", "docker-image-ref", "integer", "base64", "regex") select $"{{\"format\":\"{format}\"}}",
            from n in Gen.Choose(0, 3) from k in Gen.Elements("minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "minProperties", "maxProperties") select $"{{\"{k}\":{n}}}",
            from pattern in Gen.Elements("^a$", "b", "^$", "[0-9.]+") select $"{{\"pattern\":\"{pattern}\"}}",
            from n in Gen.Elements("0.1", "2", "1.5", "1e-7") select $"{{\"multipleOf\":{n}}}",
            Gen.Elements("{\"uniqueItems\":true}", "{\"required\":[\"a\"]}", "{\"dependencies\":{\"a\":[\"x1\"]}}", "{\"enum\":[1,\"a\",[],null]}", "{\"propertyNames\":{\"maxLength\":1}}"));
        if (depth == 0) return leaf;

        var inner = SchemaOf(depth - 1);
        return Gen.OneOf(
            leaf,
            from a in inner from b in inner from k in Gen.Elements("allOf", "anyOf", "oneOf", "items") select $"{{\"{k}\":[{a},{b}]}}",
            from a in inner from k in Gen.Elements("not", "items", "contains", "additionalProperties", "propertyNames") select $"{{\"{k}\":{a}}}",
            from a in inner from b in inner from c in inner select $"{{\"if\":{a},\"then\":{b},\"else\":{c}}}",
            from a in inner from b in inner from c in inner select $"{{\"properties\":{{\"a\":{a}}},\"patternProperties\":{{\"^[xb]\":{b}}},\"additionalProperties\":{c}}}",
            from a in inner from b in inner select $"{{\"items\":[{a}],\"additionalItems\":{b}}}",
            from a in inner select $"{{\"dependencies\":{{\"a\":{a}}}}}");
    }

    private static Gen<string> Keywords() => Gen.Elements(
        "type", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "format", "minLength", "pattern", "minimum", "exclusiveMinimum", "multipleOf", "items", "additionalItems",
        "uniqueItems", "contains", "properties", "patternProperties", "additionalProperties", "required", "minProperties", "propertyNames", "dependencies", "$ref", "definitions");
}
