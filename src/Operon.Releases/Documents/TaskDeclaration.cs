using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>A task or a deployment, as the package of a release declares it (releases, section 3.5).</summary>
/// <param name="Name">Its name; of a deployment the environment's.</param>
/// <param name="Function">What is called; of a deployment to bring it up.</param>
/// <param name="Down">What takes a deployment away; null: it is a task.</param>
/// <param name="Inputs">Descriptors by name: <c>{ref?, default?, value?}</c>.</param>
public sealed record TaskDeclaration(string Name, FunctionIdentity Function, FunctionIdentity? Down, JsonObject Inputs)
{
    /// <summary>Whether it is a deployment.</summary>
    public bool IsDeployment => Down is not null;

    /// <summary>The word for it in references.</summary>
    public string Type => IsDeployment ? DocumentTypes.Deploy : DocumentTypes.Task;

    /// <summary>The kind of its first run.</summary>
    public string RunType => IsDeployment ? RunTypes.Up : RunTypes.Task;

    /// <summary>The document of it in a release.</summary>
    public Reference In(Reference release) => release.Of(Type, Name);

    internal static TaskDeclaration From(DocumentShape shape)
    {
        if (shape.Part("task") is { } task) return new(task.Text("name"), task.Function("fn"), null, task.Object("inputs"));
        var deployment = shape.Part("deploy") ?? throw shape.Wrong("it is neither a task nor a deployment");
        return new(deployment.Text("environment"), deployment.Function("up"), deployment.Function("down"), deployment.Object("inputs"));
    }
}
