using System.Collections.Immutable;
using System.Text;
using Operon.Releases.Sdk.Evaluation;
using Operon.Releases.Sdk.Functions;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>Settings that are global variables of the file, or environment variables, which win. None and an empty text set nothing.</summary>
internal sealed class SettingsReader(Module module, ImmutableSortedDictionary<string, string> variables)
{
    private const string Prefix = "OCU_CFG_";

    public string? Text(string name)
    {
        if (Variable(name) is { } variable) return variable;
        if (Global(name) is not { } value) return null;
        return value.TryGetString(out var text) ? text.Length == 0 ? null : text : throw Wrong(name, value, "a string");
    }

    public ImmutableArray<string>? Texts(string name)
    {
        if (Variable(name) is { } variable) return List(name, variable);
        return Global(name) is { } value ? [.. value.IsString ? throw Wrong(name, value, "a list of strings") : SdkFunction.Texts(name, "the list", value)] : null;
    }

    public StoreSettings? Store(string name) => Global(name) is { } value ? StoreFunctions.Read(name, value) : null;

    private static ImmutableArray<string> List(string name, string variable)
    {
        if (!variable.TrimStart().StartsWith('[')) return [.. variable.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (JsonValue.Parse(Encoding.UTF8.GetBytes(variable)).TryGet(out var json, out _) && json is JsonArray { Items: var items } && items.All(i => i is JsonText)) return [.. items.Select(i => i.AsText!)];
        throw new SdkError(SdkRules.BadSettings, $"{Prefix}{name} is '{variable}'", "a JSON list of strings, or strings with commas between them");
    }

    private static SdkError Wrong(string name, Value value, string expected) => new(SdkRules.BadSettings, $"{name} is {value}, {SdkError.WithArticle(value.TypeName)}", expected);

    private string? Variable(string name) => variables.GetValueOrDefault(Prefix + name) is { Length: > 0 } text ? text : null;

    private Value? Global(string name) => module.TryGet(name, out var value) && !value.IsNone ? value : default(Value?);
}
