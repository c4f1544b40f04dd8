using Operon.Releases.References;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Values;
using Operon.Text.Json;

namespace Operon.Releases.Sdk.Functions;

/// <summary>Inputs as documents describe them: <c>{ref?, default?, value?}</c> by name (releases, sections 1.4, 2.5, 11.3).</summary>
internal static class TaskInputs
{
    private const string ValueKey = "value";

    /// <summary>The descriptors of a dict of inputs.</summary>
    /// <param name="function">Who asks, for messages.</param>
    /// <param name="inputs">A dict, or None. A dict inside with one of the three keys is a descriptor, everything else a value.</param>
    /// <param name="relativeTo">What references are relative to; null: they stay as they are.</param>
    /// <exception cref="SdkError">One cannot be described.</exception>
    public static JsonObject Of(string function, in Value inputs, Reference? relativeTo = null)
    {
        var descriptors = new List<KeyValuePair<string, JsonValue>>();
        foreach (var (key, value) in inputs.As<StarlarkDict>()?.Items ?? [])
        {
            if (!key.TryGetString(out var name)) throw new SdkError(SdkRules.BadArgument, $"{function}: an input has the name {key}, {SdkError.WithArticle(key.TypeName)}", "names that are strings");
            descriptors.Add(new(name, Descriptor(SdkFunction.Json($"the input '{name}'", value), name, relativeTo)));
        }

        return new JsonObject(descriptors);
    }

    private static JsonObject Descriptor(JsonValue json, string name, Reference? relativeTo)
    {
        if (json is not JsonObject given || !(Has(ReferenceFunctions.Ref) || Has(ReferenceFunctions.Default) || Has(ValueKey))) return json is JsonNull ? JsonObject.Empty : new((ValueKey, json));
        var descriptor = JsonObject.Empty;
        foreach (var key in new[] { ReferenceFunctions.Ref, ReferenceFunctions.Default, ValueKey })
        {
            if (given[key] is { } part and not JsonNull) descriptor = descriptor.With(key, part);
        }

        if (descriptor[ReferenceFunctions.Ref] is { } reference)
        {
            if (reference.AsText is not { } text) throw new SdkError(SdkRules.BadArgument, $"the ref of the input '{name}' is {reference}", "a string; a value that is a dict with the key ref is given as {\"value\": {…}}");
            return relativeTo is null ? descriptor : descriptor.With(ReferenceFunctions.Ref, ReferenceFunctions.Absolute(text, relativeTo));
        }

        // Nothing else can come: the default is the value.
        return descriptor[ValueKey] is null && descriptor[ReferenceFunctions.Default] is { } absent ? new((ValueKey, absent)) : descriptor;

        bool Has(string key) => given[key] is not null;
    }
}
