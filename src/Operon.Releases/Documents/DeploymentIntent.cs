using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>What should be deployed (releases, section 3.5).</summary>
/// <param name="Release">Which release.</param>
/// <param name="Input">Descriptors of what its function is to be called with.</param>
public sealed record DeploymentIntent(Reference Release, JsonObject Input)
{
    private const string HoldName = "hold";

    /// <summary>Who keeps it there, and since when; null: a new release replaces it.</summary>
    public JsonObject? Hold { get; init; }

    /// <summary>Reads one.</summary>
    /// <returns>The intent; null when there is none.</returns>
    /// <exception cref="StoreFailure">It does not have the shape of one.</exception>
    public static DeploymentIntent? Find(DocumentView intents, Reference deployment)
    {
        if (intents.Find(deployment)?.Body is not { } body) return null;
        return Read(deployment, body).TryGet(out var intent, out var wrong) ? intent : throw new StoreFailure(wrong);
    }

    /// <summary>Who keeps a deployment as it is, also where nothing else of its intent can be read.</summary>
    /// <returns>As it is recorded; null: nobody does.</returns>
    public static JsonObject? HoldOf(DocumentView intents, Reference deployment) => intents.Find(deployment)?.Body[HoldName] as JsonObject;

    /// <summary>Reads one, written by anybody.</summary>
    /// <returns>The intent, or <see cref="DocumentRules.Misshapen"/>.</returns>
    public static Result<DeploymentIntent> Read(Reference deployment, JsonValue body)
    {
        var shape = new DocumentShape(deployment.ToString(), body);
        try
        {
            return new DeploymentIntent(shape.Reference("release"), shape.Object("input")) { Hold = body[HoldName] as JsonObject };
        }
        catch (StoreFailure failure)
        {
            return failure.Diagnostic with { Fix = $"write another, or take it back: operon state delete {deployment}" };
        }
    }

    /// <summary>As it is stored.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject(("release", Release.ToString()), ("input", Input));
        return Hold is null ? json : json.With(HoldName, Hold);
    }
}
