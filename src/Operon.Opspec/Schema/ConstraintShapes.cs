using Operon.Opspec.Schema.Shapes;

namespace Operon.Opspec.Schema;

/// <summary>
/// What may stand under <c>constraints</c>. Only the outermost level is closed; what is nested in it is any JSON schema, read when
/// the constraints are compiled.
/// </summary>
internal static class ConstraintShapes
{
    private static readonly Shape Nested = new ValueShape(Kinds.Object | Kinds.Boolean);
    private static readonly Shape NestedList = new ListShape(Nested);
    private static readonly Shape NestedMap = new MapShape(Nested);
    private static readonly Shape Count = new ValueShape(Kinds.Number) { IsWhole = true, Minimum = 0 };

    /// <summary>Constraints of arrays.</summary>
    public static readonly Definition Array = new("arrayConstraints", Kinds.Object)
    {
        Body = new ObjectShape(
            "array constraints",
            new("additionalItems", Nested, "What items beyond those listed under `items` must fit, or whether there may be any."),
            new("items", new EitherShape(Nested, NestedList), "What each item must fit; as a list, what the item at that place must fit."),
            new("maxItems", Count, "The most items it may have."),
            new("minItems", Count, "The fewest items it may have."),
            new("uniqueItems", new ValueShape(Kinds.Boolean), "Whether all items must differ.")),
    };

    /// <summary>Constraints of numbers.</summary>
    public static readonly Definition Number = new("numberConstraints", Kinds.Object)
    {
        Body = new ObjectShape(
            "number constraints",
            [
                .. Combinations(),
                new("enum", new ListShape(new ValueShape(Kinds.Number)), "The numbers it may be."),
                new("format", new ValueShape(Kinds.String) { Text = TextPattern.OneOf("integer") }, "`integer`: it has no fraction."),
                new("maximum", new ValueShape(Kinds.Number), "The most it may be."),
                new("minimum", new ValueShape(Kinds.Number), "The least it may be."),
                new("multipleOf", new ValueShape(Kinds.Number), "What it must be a multiple of."),
            ])
        {
            Gone = [("exclusiveMinimum", "use minimum, with not and enum for the bound itself"), ("exclusiveMaximum", "use maximum, with not and enum for the bound itself")],
        },
    };

    /// <summary>Constraints of objects.</summary>
    public static readonly Definition Object = new("objectConstraints", Kinds.Object)
    {
        Body = new ObjectShape(
            "object constraints",
            [
                .. Combinations(),
                new("additionalProperties", Nested, "What properties that are not named must fit, or whether there may be any."),
                new("dependencies", new MapShape(new EitherShape(Nested, new ListShape(new ValueShape(Kinds.String)))), "By property: what must be there too, or what the object must fit, when that property is there."),
                new("enum", new ListShape(new ValueShape(Kinds.Any)), "The objects it may be."),
                new("maxProperties", Count, "The most properties it may have."),
                new("minProperties", Count, "The fewest properties it may have."),
                new("patternProperties", NestedMap, "By pattern: what properties whose names match must fit."),
                new("properties", NestedMap, "By name: what the property must fit."),
                new("required", new ListShape(new ValueShape(Kinds.String)), "The properties that must be there."),
            ]),
    };

    /// <summary>Constraints of strings.</summary>
    public static readonly Definition String = new("stringConstraints", Kinds.Object)
    {
        Body = new ObjectShape(
            "string constraints",
            [
                .. Combinations(),
                new("enum", new ListShape(new ValueShape(Kinds.String)), "The texts it may be."),
                new("format", new ValueShape(Kinds.String) { Text = TextPattern.OneOf("date-time", "docker-image-ref", "email", "hostname", "ipv4", "ipv6", "semver", "uri") }, "A well-known form it must have."),
                new("maxLength", new ValueShape(Kinds.Number) { IsWhole = true, Minimum = 1 }, "The most characters it may have."),
                new("minLength", Count, "The fewest characters it may have."),
                new("pattern", new ValueShape(Kinds.String), "A regular expression (RE2) that must match somewhere in it."),
            ]),
    };

    private static Property[] Combinations() =>
    [
        new("allOf", NestedList, "It must fit all of these."),
        new("anyOf", NestedList, "It must fit one or more of these."),
        new("not", Nested, "It must not fit this."),
        new("oneOf", NestedList, "It must fit exactly one of these."),
    ];
}
