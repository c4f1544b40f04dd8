using System.Collections.Immutable;
using System.Text;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>The settings of a repository at a commit, and where it is cloned from (releases, section 3.5).</summary>
/// <param name="Source">The text of its <c>repo.ocu.star</c>.</param>
/// <param name="Remotes">Name, URL and URL to push to; without passwords.</param>
public sealed record RepositoryConfig(string Source, ImmutableArray<(string Name, string Url, string PushUrl)> Remotes)
{
    /// <summary>The name of the file.</summary>
    public const string File = "repo.ocu.star";

    /// <summary>Where the settings at a commit are; at no commit: the link to the latest.</summary>
    public static Reference Of(string repository, string commit) => new() { Repository = repository, Path = File, Release = commit };

    /// <summary>The settings of a repository.</summary>
    /// <param name="state">Where to look.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">At which commit; empty: the latest.</param>
    /// <returns>The settings; null where nothing is recorded.</returns>
    /// <exception cref="StoreFailure">They do not have the shape.</exception>
    public static RepositoryConfig? Find(DocumentView state, string repository, string commit)
    {
        var place = Of(repository, commit);
        if (state.Find(place)?.Body is not { } body) return null;
        var shape = new DocumentShape(place.ToString(), body);
        try
        {
            var source = Encoding.UTF8.GetString(Convert.FromBase64String(shape.Text("source")));
            return new RepositoryConfig(source, [.. shape.Items("Remotes").Select(r => (r.Text("Name"), r.Text("URL"), r.Text("PushURL")))]);
        }
        catch (FormatException)
        {
            throw shape.Wrong("its source is no base64");
        }
    }

    /// <summary>The repositories that are known, with the commits of their latest settings, in bytewise order of their names.</summary>
    public static IEnumerable<(string Repository, string Commit)> Known(DocumentView state) =>
        from text in state.Match($"**{Reference.RepositoryEnd}{File}/@")
        let target = Reference.Parse(state.Resolve(text))
        where target.IsOk && target.Value.Release is { Length: > 0 }
        select (target.Value.Repository, target.Value.Release!);

    /// <summary>Records them, and that they are the latest, unless they are recorded.</summary>
    public void Write(StoreTransaction store, string repository, string commit)
    {
        var place = Of(repository, commit);
        if (store.Exists(place.ToString())) return;
        store.Set(place, ToJson());
        store.Link(Of(repository, ""), place);
    }

    private JsonObject ToJson()
    {
        var remotes = Remotes.Select(r => (JsonValue)new JsonObject(("Name", r.Name), ("URL", r.Url), ("PushURL", r.PushUrl)));
        return new JsonObject(("Remotes", Remotes.IsEmpty ? JsonNull.Instance : new JsonArray([.. remotes])), ("source", Convert.ToBase64String(Encoding.UTF8.GetBytes(Source))));
    }
}
