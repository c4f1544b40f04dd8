using System.Numerics;
using System.Text;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;
using Operon.Text.Json;

namespace Operon.Releases.Sdk.Evaluation;

/// <summary>Values of files to JSON and back (releases, section 2.5): keys are sorted, tuples become lists, whole numbers ints.</summary>
internal static class JsonBridge
{
    // Beyond it, JSON is written with an exponent, and read as a float.
    private const double LargestWhole = 1e21;

    /// <summary>The JSON of a value.</summary>
    /// <exception cref="StarlarkException">It has none: it is a function, has keys that are no texts, holds itself….</exception>
    public static JsonValue ToJson(in Value value)
    {
        if (value.TryGetString(out var text)) return Valid(text);
        if (value.TryGetBool(out var truth)) return truth;
        if (value.IsNone) return JsonNull.Instance;
        return JsonValue.Parse(Encoding.UTF8.GetBytes(JsonModule.Encode(value).AsString())).TryGet(out var json, out var failure) ? json : throw new StarlarkException(failure.Message);
    }

    /// <summary>The value of JSON: new lists and dicts.</summary>
    public static Value ToValue(JsonValue json) => json switch
    {
        JsonText text => text.AsText,
        JsonBoolean truth => truth.Value,
        JsonNumber number => Number(number.Value),
        JsonArray array => new StarlarkList([.. array.Items.Select(ToValue)]),
        JsonObject properties => Dict(properties),
        _ => Value.None,
    };

    /// <summary>A dict of values by name.</summary>
    public static StarlarkDict Dict(JsonObject properties)
    {
        var dict = new StarlarkDict(properties.Properties.Count);
        foreach (var (name, value) in properties.Properties) dict.Set(name, ToValue(value));
        return dict;
    }

    /// <summary>A dict of values by name, in this order.</summary>
    public static StarlarkDict Dict(params ReadOnlySpan<(string Name, Value Value)> items)
    {
        var dict = new StarlarkDict(items.Length);
        foreach (var (name, value) in items) dict.Set(name, value);
        return dict;
    }

    private static Value Number(double number) =>
        Math.Abs(number) < LargestWhole && Math.Floor(number).Equals(number) ? Value.FromInt(new BigInteger(number)) : number;

    private static JsonText Valid(string text) => new(text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
}
