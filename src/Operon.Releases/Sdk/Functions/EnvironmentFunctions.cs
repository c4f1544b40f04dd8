using System.Text.RegularExpressions;
using Operon.Releases.Documents;
using Operon.Releases.Sdk.Evaluation;
using Operon.Releases.Stores;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;
using Operon.Text.Json;

namespace Operon.Releases.Sdk.Functions;

/// <summary><c>environment</c>, <c>environments</c>, <c>register_environment</c> and what rebuilds environments.</summary>
internal static partial class EnvironmentFunctions
{
    private const string Name = "name";
    private const string Attributes = "attributes";

    public static IEnumerable<Builtin> Of(ConfigurationScope scope) =>
    [
        SdkFunction.Of("environment", [BuiltinParameter.String(Name), SdkFunction.OptionalDict(Attributes)], call => Make(call.String(0), call.Object<StarlarkDict>(1) ?? new StarlarkDict())),
        SdkFunction.Of("environment_from_dict", [BuiltinParameter.Of("d", BuiltinParameterKind.Dict)], call => FromDict(call.Object<StarlarkDict>(0)!)),
        SdkFunction.Of("environment_from_json", [BuiltinParameter.String("s")], call => JsonModule.Decode(call[0]).As<StarlarkDict>() is { } dict ? FromDict(dict) : throw NoEnvironment("environment_from_json", call[0])),
        scope.Environments is { } environments ? SdkFunction.Of("environments", [], _ => All(environments)) : SdkFunction.NotAvailable("environments"),
        scope.Package is { } package ? SdkFunction.Of("register_environment", [BuiltinParameter.Any("env")], call => Register(call, package, scope.Surroundings)) : SdkFunction.NotAvailable("register_environment"),
    ];

    /// <summary>The struct of an environment.</summary>
    public static StarlarkStruct Make(string name, StarlarkDict attributes) => SdkFunction.Struct(
        new(Name, name),
        new(Attributes, attributes),
        new("dict", SdkFunction.Of("dict", [], _ => AsDict(name, attributes))),
        new("json", SdkFunction.Of("json", [], _ => JsonModule.Encode(AsDict(name, attributes)))));

    /// <summary>The name of an environment; null for what is none.</summary>
    public static string? NameOf(in Value environment) =>
        environment.As<StarlarkStruct>() is { } fields && fields.TryGetAttribute(Name, out var value) && value.TryGetString(out var name) ? name : null;

    private static StarlarkList All(Func<IEnumerable<ReleaseEnvironment>> environments)
    {
        try
        {
            return new([.. ReleaseEnvironment.InOrder(environments()).Select(e => (Value)Make(e.Name, JsonBridge.Dict(e.Attributes)))]);
        }
        catch (StoreFailure failure) when (failure.Diagnostic.Rule == DocumentRules.Misshapen)
        {
            throw new SdkError(failure.Diagnostic.Rule, failure.Diagnostic);
        }
    }

    // A copy: functions of forks must not meet in one dict.
    private static StarlarkDict AsDict(string name, StarlarkDict attributes)
    {
        var copy = new StarlarkDict(attributes.Count);
        foreach (var (key, value) in attributes.Items) copy.Set(key, value);
        return JsonBridge.Dict((Name, name), (Attributes, copy));
    }

    private static StarlarkStruct FromDict(StarlarkDict dict)
    {
        if (!dict.TryGet(Name, out var value) || !value.TryGetString(out var name)) throw NoEnvironment("environment_from_dict", dict);
        return Make(name, dict.TryGet(Attributes, out var attributes) && attributes.As<StarlarkDict>() is { } given ? given : new StarlarkDict());
    }

    private static SdkError NoEnvironment(string function, in Value value) => new(SdkRules.BadArgument, $"{function}: {value} is no environment", "a dict with the keys name and attributes");

    private static Value Register(BuiltinCall call, PackageBuilder package, Surroundings surroundings)
    {
        if (NameOf(call[0]) is not { } name) throw new SdkError(SdkRules.BadEnvironment, $"register_environment: {call[0]} is no environment", "what environment(…) returns");
        var allowsDashes = surroundings.AllowsDashes;
        if (!(allowsDashes ? WithDashes() : WithoutDashes()).IsMatch(name))
        {
            throw new SdkError(SdkRules.BadEnvironment, $"register_environment: '{name}' is no name of an environment", $"letters, digits, underscores{(allowsDashes ? ", dashes" : "")} and dots");
        }

        call[0].As<StarlarkStruct>()!.TryGetAttribute(Attributes, out var attributes);
        var texts = Texts(name, attributes);
        if (surroundings.KeepsSecrets && surroundings.Secrets.IsIn(texts)) throw new SdkError(SdkRules.SecretOutput, $"an attribute of '{name}' contains a secret, and environments are stored where everybody can read them", "attributes without secrets");
        package.Register(call.Thread, new ReleaseEnvironment(name, texts));
        return Value.None;
    }

    private static JsonObject Texts(string environment, in Value attributes)
    {
        var texts = new List<KeyValuePair<string, JsonValue>>();
        foreach (var (key, value) in attributes.As<StarlarkDict>()?.Items ?? throw new SdkError(SdkRules.BadEnvironment, $"the attributes of '{environment}' are {SdkError.WithArticle(attributes.TypeName)}", "a dict of strings by strings"))
        {
            if (!key.TryGetString(out var name)) throw new SdkError(SdkRules.BadEnvironment, $"an attribute of '{environment}' has the name {key}, {SdkError.WithArticle(key.TypeName)}", "names that are strings");
            if (!value.IsString) throw new SdkError(SdkRules.BadEnvironment, $"the attribute '{name}' of '{environment}' is {value}, {SdkError.WithArticle(value.TypeName)}", "a string", $"write str({value})");
            texts.Add(new(name, JsonBridge.ToJson(value)));
        }

        return new JsonObject(texts);
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_.]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithoutDashes();

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithDashes();
}
