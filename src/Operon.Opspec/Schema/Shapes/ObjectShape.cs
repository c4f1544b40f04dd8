namespace Operon.Opspec.Schema.Shapes;

/// <summary>An object with known properties.</summary>
/// <param name="noun">What it is, with its article, for messages: <c>a container</c>.</param>
/// <param name="properties">At most 64.</param>
internal sealed class ObjectShape(string noun, params Property[] properties) : Shape
{
    /// <inheritdoc/>
    public override Kinds Accepts => Kinds.Object;

    /// <summary>What it is, with its article.</summary>
    public string Noun => noun;

    /// <summary>Its properties, in the order people are told of them.</summary>
    public Property[] Properties => properties;

    /// <summary>Of which properties some must be there.</summary>
    public Choice? Choice
    {
        get;
        init
        {
            field = value;
            foreach (var name in value?.Names ?? []) Alternatives |= 1UL << IndexOf(name);
        }
    }

    /// <summary>The properties of <see cref="Choice"/>, each a bit by its place in <see cref="Properties"/>.</summary>
    public ulong Alternatives { get; private init; }

    /// <summary>Whether other properties are let through, with a warning.</summary>
    public bool ToleratesOthers { get; init; }

    /// <summary>Properties of older days that are refused, and what to write instead.</summary>
    public (string Name, string Fix)[] Gone { get; init; } = [];

    /// <summary>The property that somebody means who writes a string in place of the object.</summary>
    public string? TextStandsFor { get; init; }

    /// <summary>Whether an object without any property fits.</summary>
    public bool MayBeEmpty => Choice is null && !Array.Exists(properties, p => p.IsRequired);

    /// <summary>The place of a property in <see cref="Properties"/>, or -1.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < properties.Length; i++)
        {
            if (properties[i].Name == name) return i;
        }

        return -1;
    }
}
