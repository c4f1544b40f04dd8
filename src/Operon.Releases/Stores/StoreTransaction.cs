using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores.Git;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Stores;

/// <summary>Changes of a store that become visible together, or not at all. It sees its own.</summary>
/// <param name="under">What the store holds without them.</param>
public sealed class StoreTransaction(DocumentView under) : DocumentView
{
    private readonly SortedList<string, StoredDocument?> changes = new(BytewiseComparer.Instance);
    private readonly List<string> steps = [];

    /// <summary>What is written at which reference; null: it is removed. In bytewise order.</summary>
    public IReadOnlyDictionary<string, StoredDocument?> Changes => changes;

    /// <summary>What was done, in words, for the history of the store.</summary>
    public IReadOnlyList<string> Steps => steps;

    /// <summary>What the store holds without them.</summary>
    internal DocumentView Under => under;

    /// <inheritdoc/>
    public override StoredDocument? Load(string reference) => changes.TryGetValue(reference, out var changed) ? changed : under.Load(reference);

    /// <inheritdoc/>
    public override bool Exists(string reference) => changes.TryGetValue(reference, out var changed) ? changed is not null : under.Exists(reference);

    /// <inheritdoc/>
    public override string? TargetOf(string reference) => changes.TryGetValue(reference, out var changed) ? changed?.Target : under.TargetOf(reference);

    /// <inheritdoc/>
    public override void Prepare(IReadOnlyCollection<string> references) => under.Prepare(references);

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> InputsOf(IReadOnlyList<string> references, Func<string, IReadOnlyList<string>> find)
    {
        string[] places = [.. references.Select(Resolve)];
        var below = under.InputsOf([.. places.Where(p => !changes.ContainsKey(p))], find);
        var next = 0;
        return [.. places.Select(p => changes.ContainsKey(p) ? find(p) : below[next++])];
    }

    /// <inheritdoc/>
    public override IEnumerable<string> List(ReferencePattern pattern)
    {
        if (changes.Count == 0) return under.List(pattern);
        var all = new SortedSet<string>(under.List(pattern), BytewiseComparer.Instance);
        foreach (var at in SortedKeys.Beginning(changes.Keys, pattern.Prefix))
        {
            var reference = changes.Keys[at];
            if (changes.Values[at] is null) all.Remove(reference);
            else if (pattern.IsMatch(reference)) all.Add(reference);
        }

        return all;
    }

    /// <summary>Writes a document; through a link, what the link leads to.</summary>
    /// <param name="reference">Where.</param>
    /// <param name="body">What it says.</param>
    public void Set(Reference reference, JsonValue body)
    {
        Check(reference);
        var place = Resolve(reference.ToString());
        var before = Load(place);
        if (before is { IsLink: false } && before.Body.Equals(body)) return;
        changes[place] = new StoredDocument(body) { Links = before is { IsLink: false } ? before.Links : [] };
        steps.Add($"set {place}");
    }

    /// <summary>Removes a document or a link. Links that lead to it stay.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Delete(Reference reference)
    {
        Check(reference);
        var place = reference.ToString();
        if (!Exists(place)) place = Resolve(place);
        if (!Exists(place)) return false;
        changes[place] = null;
        steps.Add($"delete {place}");
        return true;
    }

    /// <summary>Makes a link, or moves one.</summary>
    /// <param name="from">Where the link is.</param>
    /// <param name="to">Where it leads.</param>
    /// <exception cref="StoreFailure">There is a document already, <see cref="StoreRules.NoLink"/>; or nothing to lead to.</exception>
    public void Link(Reference from, Reference to)
    {
        Check(from);
        var (place, target) = (from.ToString(), to.ToString());
        var before = Load(place);
        if (before is { IsLink: false }) throw new StoreFailure(new Diagnostic(StoreRules.NoLink, $"{place} is a document, which no link replaces"));
        if (before?.Target == target) return;
        if (!KeyKinds.CanBeLink(place.AsSpan(0, KeyKinds.GroupLength(place)))) throw new StoreFailure(new Diagnostic(StoreRules.BadPlace, $"'{place}' is no place for a link") { Expected = "one at the current release, or at a tag" });
        var leadsTo = Load(target) ?? throw new StoreFailure(NotFound(to));
        if (before?.Target is { } old && Load(old) is { } left) changes[old] = left with { Links = left.Links.Remove(place) };
        changes[target] = leadsTo with { Links = leadsTo.Links.Contains(place) ? leadsTo.Links : leadsTo.Links.Add(place) };
        changes[place] = StoredDocument.LinkTo(target);
        steps.Add($"link {place} -> {target}");
    }

    /// <summary>What to say of a fragment where a whole document is meant.</summary>
    public static Diagnostic HasFragment(Reference reference) => new(StoreRules.BadPlace, $"'{reference}' has a fragment, and documents are written whole") { Fix = $"leave it out: {reference.WithoutFragment}" };

    /// <summary>Takes over what a later transaction on top of this one has changed.</summary>
    internal void Absorb(StoreTransaction later)
    {
        foreach (var (reference, document) in later.changes) changes[reference] = document;
        steps.AddRange(later.steps);
    }

    // Names come from configuration files and from other people's stores.
    private static void Check(Reference reference)
    {
        var place = reference.ToString();
        var segments = place.Split('/');
        if (reference.Fragment.Length == 0 && reference.IsAbsolute && !segments.Any(s => s is "" or "." or ".." or StoredDocument.FileName || s.Equals(".git", StringComparison.OrdinalIgnoreCase) || s.Contains('\0', StringComparison.Ordinal))) return;
        throw new StoreFailure(new Diagnostic(StoreRules.BadPlace, $"'{place}' is no place for a document")
        {
            Expected = "REPOSITORY/-/FILE/@RELEASE/TYPE/NAME or @/TYPE/NAME, without a fragment, empty parts, ., .., .git and @object.json",
        });
    }
}
