using Operon.Releases.References;
using Operon.Text.Json;

namespace Operon.Releases.Planning;

/// <summary>Something that there is to do (releases, section 1.6).</summary>
/// <param name="Reference">With what: a run, a deployment to be redone, an intent, or an op.</param>
/// <param name="Kind">One of <see cref="WorkKinds"/>.</param>
/// <param name="Commit">At which commit; null: at any.</param>
public sealed record WorkItem(Reference Reference, string Kind, string? Commit = null)
{
    /// <summary>As lists of work show it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject(("ref", Reference.ToString()), ("work_type", Kind));
        return Commit is null ? json : json.With("commit", Commit);
    }
}
