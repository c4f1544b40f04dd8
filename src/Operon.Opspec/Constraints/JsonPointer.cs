using System.Globalization;
using Operon.Opspec.Syntax;

namespace Operon.Opspec.Constraints;

/// <summary>References inside a document: <c>#</c>, or <c>#/</c> and a JSON pointer (RFC 6901) with percent escapes.</summary>
internal static class JsonPointer
{
    /// <summary>The node that a reference leads to, or null.</summary>
    public static SyntaxNode? Find(SyntaxNode root, string reference)
    {
        if (reference == "#") return root;
        if (!reference.StartsWith("#/", StringComparison.Ordinal)) return null;

        SyntaxNode? at = root;
        foreach (var token in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(token).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at switch
            {
                MappingNode map => map.Find(name)?.Value,
                SequenceNode list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Length => list.Items[index],
                _ => null,
            };
        }

        return at;
    }
}
