using Operon.Releases.References;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>A task of a package, or a deployment, which is a task for one environment that can be taken back.</summary>
/// <param name="Type"><see cref="DocumentTypes.Task"/> or <see cref="DocumentTypes.Deploy"/>.</param>
/// <param name="Name">Its name; of a deployment the environment's.</param>
/// <param name="Function">What a run begins with.</param>
/// <param name="Down">What takes a deployment back; null for a task.</param>
/// <param name="Inputs">A descriptor by name: <c>{ref?, default?, value?}</c>.</param>
public sealed record PackageTask(string Type, string Name, FunctionIdentity Function, FunctionIdentity? Down, JsonObject Inputs)
{
    private const string FunctionKey = "fn";
    private const string InputsKey = "inputs";

    /// <summary>Whether it is a deployment.</summary>
    public bool IsDeployment => Down is not null;

    /// <summary>As it stands in the release document.</summary>
    public JsonObject ToJson() => Down is null
        ? new((DocumentTypes.Task, new JsonObject(("name", Name), (FunctionKey, Function.ToJson()), (InputsKey, Inputs))))
        : new((DocumentTypes.Deploy, new JsonObject(("environment", Name), ("up", Function.ToJson()), ("down", Down.ToJson()), (InputsKey, Inputs))));

    /// <summary>Reads a task of a release document, or what <c>task</c> and <c>deploy</c> return.</summary>
    /// <returns>Null for what is neither.</returns>
    public static PackageTask? Of(JsonValue json)
    {
        if (json[DocumentTypes.Task] is { } task)
        {
            return task["name"]?.AsText is { } name && FunctionIdentity.Of(task[FunctionKey]) is { } function ? new(DocumentTypes.Task, name, function, null, InputsOf(task)) : null;
        }

        if (json[DocumentTypes.Deploy] is not { } deploy || deploy["environment"]?.AsText is not { } environment) return null;
        return FunctionIdentity.Of(deploy["up"]) is { } up && FunctionIdentity.Of(deploy["down"]) is { } down
            ? new(DocumentTypes.Deploy, environment, up, down, InputsOf(deploy))
            : null;
    }

    private static JsonObject InputsOf(JsonValue json) => json[InputsKey] as JsonObject ?? JsonObject.Empty;
}
