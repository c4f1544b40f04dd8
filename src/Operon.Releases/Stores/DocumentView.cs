using System.Collections.Concurrent;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Secrets;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;
using Operon.Text.Spelling;

namespace Operon.Releases.Stores;

/// <summary>The documents of a store as they are at one moment, or as a transaction has made them (releases, section 3.3).</summary>
public abstract class DocumentView
{
    private const int MostPatterns = 500;

    // The same few are asked for again and again.
    private static readonly ConcurrentDictionary<string, ReferencePattern> Patterns = new(StringComparer.Ordinal);

    /// <summary>Looks at exactly this reference.</summary>
    /// <returns>The document or link there; null when there is none.</returns>
    /// <exception cref="StoreFailure">It cannot be read.</exception>
    public abstract StoredDocument? Load(string reference);

    /// <summary>All references that match, links too, in bytewise order.</summary>
    /// <exception cref="StoreFailure">The store cannot be read.</exception>
    public abstract IEnumerable<string> List(ReferencePattern pattern);

    /// <summary>Whether there is a document, or a link, at exactly this reference.</summary>
    public virtual bool Exists(string reference) => Load(reference) is not null;

    /// <summary>Where the link at exactly this reference leads; null: there is none.</summary>
    public virtual string? TargetOf(string reference) => Load(reference)?.Target;

    /// <summary>What documents read of others. Stores that can remember it from one process to the next do.</summary>
    /// <param name="references">As <see cref="Find(string)"/> takes them.</param>
    /// <param name="find">Finds it out, for a reference; it depends on nothing but what the document there says.</param>
    /// <returns>For each reference the names.</returns>
    public virtual IReadOnlyList<IReadOnlyList<string>> InputsOf(IReadOnlyList<string> references, Func<string, IReadOnlyList<string>> find)
    {
        Prepare(references);
        return [.. references.Select(find)];
    }

    /// <summary>Gets ready to find many documents: cheaper than one after the other, where the store can. What cannot be read shows when it is found.</summary>
    /// <param name="references">As <see cref="Find(string)"/> takes them.</param>
    public virtual void Prepare(IReadOnlyCollection<string> references)
    {
    }

    /// <summary>What may be otherwise here than in an earlier view of the same store, or than a transaction on such a one has made it.</summary>
    /// <returns>The references; null: it cannot be told without looking at everything.</returns>
    public IReadOnlyList<string>? ChangedSince(DocumentView earlier)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        if (Ground(this, changed).DifferingFrom(Ground(earlier, changed)) is not { } below) return null;
        changed.UnionWith(below);
        return [.. changed];
    }

    /// <summary>What is otherwise here than in an earlier view of the same store, neither of them a transaction.</summary>
    /// <returns>The references; null: it cannot be told without looking at everything.</returns>
    protected virtual IReadOnlyList<string>? DifferingFrom(DocumentView earlier) => ReferenceEquals(earlier, this) ? [] : null;

    /// <summary>The references that match, in bytewise order.</summary>
    /// <param name="pattern">As the references stand; nothing is made absolute.</param>
    /// <param name="withLinks">Whether links count.</param>
    public IReadOnlyList<string> Match(string pattern, bool withLinks = true)
    {
        if (!Patterns.TryGetValue(pattern, out var parsed))
        {
            if (!ReferencePattern.Parse(pattern).TryGet(out parsed, out var failure)) throw new StoreFailure(failure);
            if (Patterns.Count >= MostPatterns) Patterns.Clear();
            Patterns[pattern] = parsed;
        }

        return [.. List(parsed).Where(r => withLinks || TargetOf(r) is null)];
    }

    /// <summary>Follows the first link on the way to a reference: the reference itself, or what it is below. One link alone.</summary>
    /// <param name="reference">Whole, without a fragment.</param>
    /// <returns>Where the document is.</returns>
    public string Resolve(string reference)
    {
        for (var end = reference.Length; end > 0 && reference.AsSpan(0, end).Contains('/'); end = reference.LastIndexOf('/', end - 1))
        {
            if (TargetOf(reference[..end]) is { } target) return target + reference[end..];
        }

        return reference;
    }

    /// <summary>The document that a reference leads to, links followed.</summary>
    public StoredDocument? Find(string reference) => Load(Resolve(reference)) is { IsLink: false } document ? document : null;

    /// <summary>The document that a reference leads to, links followed.</summary>
    public StoredDocument? Find(Reference reference) => Find(reference.WithoutFragment.ToString());

    /// <summary>What a reference means: the body of the document it leads to, or what its fragment picks of it.</summary>
    /// <returns>The value; null when a step on the way is missing. JSON's null, picked by a fragment, counts as missing. Of what is encrypted, a part is picked when it is decrypted.</returns>
    public JsonValue? Get(Reference reference)
    {
        var value = Find(reference)?.Body;
        if (reference.Fragment.Length == 0) return value;
        var names = reference.Fragment.Split('/');
        for (var i = 0; i < names.Length; i++)
        {
            // What is in it, whoever has the key can tell.
            if (value is not null && SecretVault.IsSealed(value)) return SecretVault.PartOf(value, names[i..]);
            value = value?[names[i]];
        }

        return value is JsonNull ? null : value;
    }

    /// <summary>What to say where nothing is found, with what was probably meant.</summary>
    public Diagnostic Missing(Reference reference)
    {
        if (reference.Fragment.Length > 0 && Find(reference) is { } document) return MissingPart(reference, document.Body);
        var segments = reference.WithoutFragment.ToString().Split('/');
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            var before = string.Join('/', segments[..i]);
            var start = i == 0 ? "" : before + "/";
            var known = Match(ReferencePattern.Escape(start) + "**").Select(r => r[start.Length..].Split('/', 2)[0]).Distinct().ToList();
            if (known.Count == 0) continue;
            if (known.Contains(segments[i])) break;

            // Nobody means the settings of a repository by another name.
            known.Remove(RepositoryConfig.File);
            var owner = before.EndsWith("/-", StringComparison.Ordinal) ? before[..^2] : before;
            var problem = NotFound(reference) with { Message = i == 0 ? $"ref not found: {reference}" : $"ref not found: {reference}, {owner} has no '{segments[i]}'" };
            return Suggestion.For(segments[i], known) is { } near ? problem with { Expected = $"did you mean {start}{string.Join('/', segments[(i + 1)..].Prepend(near))}?" } : problem;
        }

        return NotFound(reference);
    }

    // What transactions stand on. What they change is added.
    private static DocumentView Ground(DocumentView view, HashSet<string> changed)
    {
        while (view is StoreTransaction transaction)
        {
            changed.UnionWith(transaction.Changes.Keys);
            view = transaction.Under;
        }

        return view;
    }

    private static Diagnostic MissingPart(Reference reference, JsonValue body)
    {
        var found = new List<string>();
        foreach (var name in reference.Fragment.Split('/'))
        {
            if (body[name] is { } next and not JsonNull)
            {
                body = next;
                found.Add(name);
                continue;
            }

            var place = found.Count == 0 ? reference.WithoutFragment.ToString() : $"{reference.WithoutFragment}#{string.Join('/', found)}";
            var keys = body is JsonObject { Properties: var properties } ? properties.Keys.ToList() : [];
            return NotFound(reference) with
            {
                Message = $"ref not found: {reference}, {place} has no '{name}'",
                Expected = Suggestion.For(name, keys) is { } near ? $"did you mean '{near}'?" : keys.Count > 0 ? $"one of: {string.Join(", ", keys.Take(20))}" : null,
            };
        }

        return NotFound(reference);
    }

    /// <summary>What to say where nothing is found.</summary>
    public static Diagnostic NotFound(Reference reference) => new(StoreRules.NotFound, $"ref not found: {reference}") { Fix = "look for it: operon state match '**'" };
}
