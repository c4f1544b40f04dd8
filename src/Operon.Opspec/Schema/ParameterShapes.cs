using Operon.Opspec.Schema.Shapes;

namespace Operon.Opspec.Schema;

/// <summary>Inputs and outputs (specification, section 1.2).</summary>
internal static class ParameterShapes
{
    private static readonly ValueShape Text = new(Kinds.String);

    private static readonly Advice FromRoot = new(
        SchemaRules.Deprecated, text => text.StartsWith('/'), "starts with /, the older form of a path in the op's directory", "write $(./…) for a path in the op's directory");

    private static readonly Advice Unreachable = new(
        SchemaRules.UnreachableName, text => text.AsSpan().ContainsAny('[', '/', ')'), "cannot be referred to by that name", "use letters, digits, - and _");

    private static readonly ObjectShape Parameter = new(
        "a parameter",
        Type("array", "An array.", Kinds.Array | Kinds.String, ConstraintShapes.Array),
        Type("boolean", "A boolean.", Kinds.Boolean | Kinds.String, null, hasSecret: false),
        Type("dir", "A directory.", Kinds.Expression, null, isPath: true),
        Type("file", "A file.", Kinds.Expression, null, isPath: true),
        Type("number", "A number.", Kinds.Number | Kinds.String, ConstraintShapes.Number),
        Type("object", "An object.", Kinds.Object | Kinds.String, ConstraintShapes.Object),
        Type("socket", "One end of a two-way connection, such as a Unix socket.", Kinds.None, null),
        Type("string", "A text.", Kinds.Expression, ConstraintShapes.String),
        new Property("description", Text, "What it is for, in Markdown."))
    {
        Choice = new("type", "types", "array", "boolean", "dir", "file", "number", "object", "socket", "string"),
        ToleratesOthers = true,
    };

    /// <summary>The inputs or outputs of an op.</summary>
    public static readonly Definition Parameters = new("parameters", Kinds.Object)
    {
        Body = new MapShape(new Definition("parameter", Kinds.Object) { Body = Parameter }) { Key = Patterns.ParameterName, KeyAdvice = [Unreachable] },
    };

    private static Property Type(string name, string description, Kinds byDefault, Definition? constraints, bool hasSecret = true, bool isPath = false)
    {
        var properties = new List<Property>(4);
        if (byDefault != Kinds.None)
        {
            properties.Add(new("default", new ValueShape(byDefault) { Advice = isPath ? FromRoot : null }, isPath
                ? "What it is when nothing is given: `$(./x)` for a path in the op's directory, `./x` for one where the op is called, an object to be made."
                : "What it is when nothing is given. May refer to files of the op: `$(./x)`."));
        }

        if (constraints is not null) properties.Add(new("constraints", constraints, "What a value must fit."));
        if (hasSecret) properties.Add(new("isSecret", new ValueShape(Kinds.Boolean), "Whether its value must not be shown."));
        properties.Add(new("description", Text, "What it is for, in Markdown. The description beside the type goes before it."));
        return new Property(name, new ObjectShape(name is "array" or "object" ? $"an {name} parameter" : $"a {name} parameter", [.. properties]), description);
    }
}
