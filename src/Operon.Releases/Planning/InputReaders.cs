using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Planning;

/// <summary>
/// Which deployments read what, so that a change leads to those that read it without a look at all the others. It follows the store where
/// the store can tell what has changed, and is made anew where it cannot.
/// </summary>
public sealed class InputReaders
{
    private const char AfterSlash = (char)('/' + 1);

    private readonly Dictionary<string, IReadOnlyList<string>> inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> leading = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> targets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> names = new(StringComparer.Ordinal);
    private DocumentView? view;

    /// <summary>The deployments that may read something of this: all that do are among them.</summary>
    /// <param name="state">What is there now.</param>
    /// <param name="changed">References of documents and links.</param>
    public IReadOnlyList<Reference> Reading(DocumentView state, IEnumerable<string> changed)
    {
        Follow(state);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in changed)
        {
            found.UnionWith(readers.GetValueOrDefault(reference) ?? []);
            foreach (var name in leading.GetValueOrDefault(reference) ?? []) found.UnionWith(readers[name]);
        }

        return [.. found.Order(StringComparer.Ordinal).Select(Reference.Parse).Where(r => r.IsOk).Select(r => r.Value)];
    }

    /// <summary>Goes along with the store.</summary>
    public void Follow(DocumentView state)
    {
        if (view is null || state.ChangedSince(view) is not { } changes)
        {
            inputs.Clear();
            readers.Clear();
            leading.Clear();
            targets.Clear();
            names.Clear();
            var places = state.Match("**/@/deploy/*");
            var reads = state.InputsOf(places, place => InputsOf(state, place));
            for (var i = 0; i < places.Count; i++) Note(state, places[i], reads[i]);
        }
        else
        {
            foreach (var reference in changes)
            {
                // A link on the way to what is read may lead elsewhere now.
                foreach (var name in names.GetViewBetween(reference + "/", reference + AfterSlash).Append(reference).Where(targets.ContainsKey).ToList()) Lead(state, name);

                // What is below a deployment are its runs.
                if (Reference.Parse(reference).TryGet(out var read, out _) && read.Type == DocumentTypes.Deploy && !read.Subpath.Contains('/', StringComparison.Ordinal)) Read(state, TaskDocument.CurrentOf(read).ToString());
            }
        }

        view = state;
    }

    private static IReadOnlyList<string> InputsOf(DocumentView state, string place)
    {
        if (!Reference.Parse(place).TryGet(out var reference, out _) || TaskDocument.Find(state, reference) is not { } current) return [];
        return [.. current.Input.Properties.Values.Select(i => i["ref"]?.AsText).OfType<string>().Select(Reference.Parse).Where(r => r.IsOk).Select(r => r.Value.WithoutFragment.ToString()).Distinct()];
    }

    private void Read(DocumentView state, string place)
    {
        foreach (var name in inputs.GetValueOrDefault(place) ?? []) readers[name].Remove(place);
        inputs.Remove(place);
        Note(state, place, state.InputsOf([place], p => InputsOf(state, p))[0]);
    }

    private void Note(DocumentView state, string place, IReadOnlyList<string> read)
    {
        if (read.Count == 0) return;
        inputs[place] = read;
        foreach (var name in read)
        {
            if (!readers.TryGetValue(name, out var of))
            {
                readers[name] = of = new(StringComparer.Ordinal);
                names.Add(name);
                Lead(state, name);
            }

            of.Add(place);
        }
    }

    private void Lead(DocumentView state, string name)
    {
        if (targets.TryGetValue(name, out var before)) leading[before].Remove(name);
        var target = state.Resolve(name);
        targets[name] = target;
        if (!leading.TryGetValue(target, out var of)) leading[target] = of = new(StringComparer.Ordinal);
        of.Add(name);
    }
}
