using System.Globalization;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary>Makes functions of the SDK. Files see them as functions, not as builtins.</summary>
internal static class SdkFunction
{
    private const string Type = "function";
    private const int MostItems = 100_000;

    /// <summary>A function with these parameters.</summary>
    public static Builtin Of(string name, ReadOnlySpan<BuiltinParameter> parameters, Builtin.TypedBody body) => new(name, parameters, body, Type);

    /// <summary>A function that takes whatever it gets.</summary>
    public static Builtin Of(string name, Builtin.RawBody body) => new(name, body, Type);

    /// <summary>A function that files of this kind may not call.</summary>
    public static Builtin NotAvailable(string name) => Of(name, (_, in _) => throw new SdkError(
        SdkRules.NotAvailable, $"{name} is not available under the current configuration", "a call in a package file", "repo.ocu.star holds settings of the repository alone: move the call to the file of a package"));

    /// <summary>A parameter for a dict that may be None or left out.</summary>
    public static BuiltinParameter OptionalDict(string name) => BuiltinParameter.Of(name, BuiltinParameterKind.Dict, Value.None).OrNone();

    /// <summary>A parameter for a list that may be None or left out.</summary>
    public static BuiltinParameter OptionalList(string name) => BuiltinParameter.Of(name, BuiltinParameterKind.Iterable, Value.None).OrNone();

    /// <summary>A struct of functions by name.</summary>
    public static StarlarkStruct Struct(params ReadOnlySpan<KeyValuePair<string, Value>> fields) => new("struct", fields);

    /// <summary>The texts of a list; empty for None.</summary>
    /// <exception cref="SdkError">One is no text.</exception>
    public static IReadOnlyList<string> Texts(string function, string parameter, in Value list)
    {
        var texts = new List<string>();
        foreach (var item in Items(function, parameter, list)) texts.Add(item.TryGetString(out var text) ? text : throw new SdkError(SdkRules.BadArgument, $"{function}: {parameter} holds {item}, {SdkError.WithArticle(item.TypeName)}", "a list of strings"));
        return texts;
    }

    /// <summary>The items of a list; none for None.</summary>
    /// <exception cref="SdkError">They are more than anybody writes, as those of a <c>range</c> may be.</exception>
    public static List<Value> Items(string function, string parameter, in Value list)
    {
        var items = new List<Value>();
        if (list.As<StarlarkObject>() is not IIterable iterable) return items;
        using var walk = iterable.Iterate();
        while (walk.Next(out var item))
        {
            if (items.Count == MostItems) throw new SdkError(SdkRules.BadArgument, string.Create(CultureInfo.InvariantCulture, $"{function}: {parameter} has more than {MostItems:N0} items"), "a list of what is meant, item by item");
            items.Add(item);
        }

        return items;
    }

    /// <summary>The JSON of an argument.</summary>
    /// <exception cref="SdkError">It has none.</exception>
    public static Operon.Text.Json.JsonValue Json(string what, in Value value)
    {
        try
        {
            return JsonBridge.ToJson(value);
        }
        catch (StarlarkException error)
        {
            throw new SdkError(SdkRules.BadArgument, $"{what} cannot be stored as JSON: {error.Message}", "texts, numbers, bools, None, and lists and dicts of them");
        }
    }
}
