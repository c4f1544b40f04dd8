using Operon.Host.Owners;
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
/// <param name="Until">Until when; it is put off while the owner lives.</param>
public sealed record Claim(string Owner, DateTimeOffset Until)
{
    /// <summary>The claim on a run.</summary>
    /// <returns>The claim; null when it does not run, or was started by a program that makes none.</returns>
    public static Claim? Find(DocumentView state, Reference run)
    {
        var body = state.Load(run.Below(RunStatus.Of(RunStatus.Running)).ToString())?.Body;
        return body?["owner"]?.AsText is { } owner && Timestamp.Read(body["until"]) is { } until ? new Claim(owner, until) : null;
    }

    /// <summary>Whether its owner cannot come back.</summary>
    public bool IsOver(DateTimeOffset now) => Until <= now || (OwnerIdentity.Parse(Owner) is { } owner && !owner.IsAlive() && IsOfThisMachine(owner));

    /// <summary>As it is stored.</summary>
    public JsonObject ToJson(DateTimeOffset since) => Timestamp.Marker(since).With("owner", Owner).With("until", Timestamp.Of(Until));

    // A process of another machine cannot be seen from here, and has another boot.
    private static bool IsOfThisMachine(OwnerIdentity owner) => owner.BootId == OwnerIdentity.Current().BootId;
}
