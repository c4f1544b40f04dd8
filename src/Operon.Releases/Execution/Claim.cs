using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>
/// Who runs a run, and until when nobody else may (releases, section 3.7): the body of its status. A claim ends with its time, and with its
/// owner where that can be told.
/// </summary>
/// <param name="Owner">The process.</param>
/// <param name="Until">Until when; it is put off while the owner lives, here or by a lease of the store.</param>
public sealed record Claim(string Owner, DateTimeOffset Until)
{
    /// <summary>The claim on a run.</summary>
    /// <returns>The claim; null when it does not run, or was started by a program that makes none.</returns>
    public static Claim? Find(DocumentView state, Reference run)
    {
        var body = state.Load(PlaceOf(run).ToString())?.Body;
        return body?["owner"]?.AsText is { } owner && Timestamp.Read(body["until"]) is { } until ? new Claim(owner, until) : null;
    }

    /// <summary>Puts a claim off, in its document.</summary>
    /// <returns>Whether it is still the owner's.</returns>
    public static bool Renew(StoreTransaction state, Reference run, string owner, DateTimeOffset until)
    {
        if (Find(state, run)?.Owner != owner) return false;
        var place = PlaceOf(run);
        state.Set(place, ((JsonObject)state.Load(place.ToString())!.Body).With("until", Timestamp.Of(until)));
        return true;
    }

    /// <summary>As it is stored.</summary>
    public JsonObject ToJson(DateTimeOffset since) => Timestamp.Marker(since).With("owner", Owner).With("until", Timestamp.Of(Until));

    private static Reference PlaceOf(Reference run) => run.Below(RunStatus.Of(RunStatus.Running));
}
