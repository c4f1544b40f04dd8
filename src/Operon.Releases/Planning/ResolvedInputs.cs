using System.Collections.Immutable;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Planning;

/// <summary>What the inputs of a function come to now (releases, section 1.4).</summary>
/// <param name="Descriptors">The descriptors, with what was read as their values.</param>
/// <param name="Values">What the function gets: the value, else the default.</param>
/// <param name="Missing">What is not there; empty: the function can be called.</param>
public sealed record ResolvedInputs(JsonObject Descriptors, JsonObject Values, ImmutableArray<MissingInput> Missing)
{
    /// <summary>Resolves descriptors: what a reference leads to replaces the value; where nothing is found, the value stays.</summary>
    public static ResolvedInputs Of(DocumentView state, JsonObject descriptors)
    {
        var resolved = descriptors;
        var values = JsonObject.Empty;
        var missing = ImmutableArray.CreateBuilder<MissingInput>();
        foreach (var (name, descriptor) in descriptors.Properties)
        {
            var read = Read(state, descriptor);
            if (read is not null && descriptor is JsonObject json) resolved = resolved.With(name, json.With("value", read));
            if ((read ?? Recorded(descriptor)) is { } value)
            {
                values = values.With(name, value);
            }
            else
            {
                missing.Add(new MissingInput(name, descriptor["ref"]?.AsText));
            }
        }

        return new ResolvedInputs(resolved, values, missing.ToImmutable());
    }

    /// <summary>What descriptors say without looking into the store: values, else defaults; what has neither is looked up.</summary>
    public static JsonObject Recorded(DocumentView state, JsonObject descriptors)
    {
        var values = JsonObject.Empty;
        foreach (var (name, descriptor) in descriptors.Properties)
        {
            if ((Recorded(descriptor) ?? Read(state, descriptor)) is { } value) values = values.With(name, value);
        }

        return values;
    }

    private static JsonValue? Read(DocumentView state, JsonValue descriptor) =>
        descriptor["ref"]?.AsText is { } text && Reference.Parse(text).TryGet(out var reference, out _) ? state.Get(reference) : null;

    private static JsonValue? Recorded(JsonValue descriptor) => descriptor["value"] is { } value and not JsonNull ? value : descriptor["default"] is { } fallback and not JsonNull ? fallback : null;
}
