using System.Collections.Immutable;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>What the last push of a repository knew (releases, section 3.5).</summary>
/// <param name="Commit">The commit that was pushed.</param>
/// <param name="Previous">The one before; empty: there was none.</param>
/// <param name="Packages">What each package watches, by its reference; null: it has no release.</param>
public sealed record PushIndex(string Commit, string Previous, ImmutableSortedDictionary<string, ImmutableArray<string>?> Packages)
{
    private const string RefusedName = "refused";

    /// <summary>Package files that could not be released for what is in them, in bytewise order: the next push tries them again. The original knows no such thing.</summary>
    public ImmutableArray<string> Refused { get; init; } = [];

    /// <summary>No package.</summary>
    public static ImmutableSortedDictionary<string, ImmutableArray<string>?> None { get; } = ImmutableSortedDictionary.Create<string, ImmutableArray<string>?>(BytewiseComparer.Instance);

    /// <summary>The index of a repository.</summary>
    /// <returns>The index; null: nothing was pushed yet.</returns>
    public static PushIndex? Find(DocumentView state, string repository)
    {
        var place = CurrentOf(repository);
        if (state.Find(place)?.Body is not { } body) return null;
        var shape = new DocumentShape(place.ToString(), body);
        var packages = shape.Object("release_configs").Properties.Select(p => KeyValuePair.Create(p.Key, p.Value["watch_files"] is JsonArray files ? [.. files.Items.Select(f => f.AsText).OfType<string>()] : default(ImmutableArray<string>?)));
        return new PushIndex(shape.Text("commit"), body["previous_commit"]?.AsText ?? "", None.AddRange(packages)) { Refused = body[RefusedName] is JsonArray refused ? [.. refused.Items.Select(f => f.AsText).OfType<string>()] : [] };
    }

    /// <summary>Writes it as the one of its commit, and as the current one.</summary>
    public void Write(StoreTransaction state, string repository)
    {
        var place = Of(repository, Commit);
        state.Set(place, ToJson());
        state.Link(CurrentOf(repository), place);
    }

    private JsonObject ToJson()
    {
        var packages = Packages.Select(p => KeyValuePair.Create<string, JsonValue>(p.Key, new JsonObject(("watch_files", p.Value is { } files ? new JsonArray([.. files.Select(f => (JsonValue)f)]) : JsonNull.Instance))));
        var json = new JsonObject(("commit", Commit), ("previous_commit", Previous), ("release_configs", new JsonObject(packages)));
        return Refused.IsEmpty ? json : json.With(RefusedName, new JsonArray([.. Refused.Select(f => (JsonValue)f)]));
    }

    private static Reference CurrentOf(string repository) => Of(repository, "");

    private static Reference Of(string repository, string commit) => RepositoryConfig.Of(repository, commit).Of(DocumentTypes.Push, "index");
}
