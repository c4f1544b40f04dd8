using Operon.Text;

namespace Operon.Releases.Stores;

/// <summary>Finds what has a beginning in common in lists that are in bytewise order.</summary>
internal static class SortedKeys
{
    /// <summary>The first place whose text is not before another.</summary>
    public static int From(IList<string> keys, string text)
    {
        var (from, to) = (0, keys.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (BytewiseComparer.Instance.Compare(keys[middle], text) < 0) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    /// <summary>The places of the texts that begin so: they are all beside one another.</summary>
    public static IEnumerable<int> Beginning(IList<string> keys, string prefix)
    {
        for (var at = prefix.Length == 0 ? 0 : From(keys, prefix); at < keys.Count && keys[at].StartsWith(prefix, StringComparison.Ordinal); at++) yield return at;
    }
}
