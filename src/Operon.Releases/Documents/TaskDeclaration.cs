using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>A task, or a deployment, which is a task for one environment that can be taken back (releases, section 3.5).</summary>
/// <param name="Name">Its name; of a deployment the environment's.</param>
/// <param name="Function">What is called; of a deployment to bring it up.</param>
/// <param name="Down">What takes a deployment away; null: it is a task.</param>
/// <param name="Inputs">Descriptors by name: <c>{ref?, default?, value?}</c>.</param>
public sealed record TaskDeclaration(string Name, FunctionIdentity Function, FunctionIdentity? Down, JsonObject Inputs)
{
    private const string NameKey = "name";
    private const string FunctionKey = "fn";
    private const string EnvironmentKey = "environment";
    private const string UpKey = "up";
    private const string DownKey = "down";
    private const string InputsKey = "inputs";

    /// <summary>Whether it is a deployment.</summary>
    public bool IsDeployment => Down is not null;

    /// <summary>The word for it in references.</summary>
    public string Type => IsDeployment ? DocumentTypes.Deploy : DocumentTypes.Task;

    /// <summary>The kind of its first run.</summary>
    public string RunType => IsDeployment ? RunTypes.Up : RunTypes.Task;

    /// <summary>Reads one as it stands in the release document, and as <c>task</c> and <c>deploy</c> return it.</summary>
    /// <returns>Null for what is neither.</returns>
    public static TaskDeclaration? Of(JsonValue json)
    {
        if (json[DocumentTypes.Task] is { } task)
        {
            return task[NameKey]?.AsText is { } name && FunctionIdentity.Of(task[FunctionKey]) is { } function && InputsOf(task) is { } inputs ? new(name, function, null, inputs) : null;
        }

        if (json[DocumentTypes.Deploy] is not { } deploy || deploy[EnvironmentKey]?.AsText is not { } environment || InputsOf(deploy) is not { } given) return null;
        return FunctionIdentity.Of(deploy[UpKey]) is { } up && FunctionIdentity.Of(deploy[DownKey]) is { } down ? new(environment, up, down, given) : null;
    }

    /// <summary>The document of it in a release.</summary>
    public Reference In(Reference release) => release.Of(Type, Name);

    /// <summary>As it stands in the release document.</summary>
    public JsonObject ToJson() => new((Type, Down is null
        ? new JsonObject((NameKey, Name), (FunctionKey, Function.ToJson()), (InputsKey, Inputs))
        : new JsonObject((EnvironmentKey, Name), (UpKey, Function.ToJson()), (DownKey, Down.ToJson()), (InputsKey, Inputs))));

    internal static TaskDeclaration From(DocumentShape shape) => Of(shape.Body) ?? throw shape.Wrong("it is neither a task nor a deployment");

    private static JsonObject? InputsOf(JsonValue json) => json[InputsKey] switch
    {
        JsonObject inputs => inputs,
        null or JsonNull => JsonObject.Empty,
        _ => null,
    };
}
