using System.Collections.Immutable;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.References;

/// <summary>The inside of <c>$( … )</c> without nested references (specification, section 1.4.2): a root and the steps from there.</summary>
public sealed class Reference
{
    private Reference(string text, ReferenceRoot root, string name, ImmutableArray<Accessor> accessors)
    {
        Text = text;
        Root = root;
        Name = name;
        Accessors = accessors;
    }

    /// <summary>The reference as written, without <c>$(</c> and <c>)</c>.</summary>
    public string Text { get; }

    /// <summary>Where it starts.</summary>
    public ReferenceRoot Root { get; }

    /// <summary>The name of the variable it starts at; empty for the op's directory.</summary>
    public string Name { get; }

    /// <summary>The steps from there.</summary>
    public ImmutableArray<Accessor> Accessors { get; }

    /// <summary>Reads the text between <c>$(</c> and <c>)</c>.</summary>
    /// <returns>The reference, or a diagnostic (<see cref="ReferenceRules.Malformed"/>).</returns>
    public static Result<Reference> Parse(string text)
    {
        if (text.StartsWith('/')) return OfPath(text, ReferenceRoot.OpDirectory, text);
        if (text.StartsWith("./", StringComparison.Ordinal)) return OfPath(text, ReferenceRoot.OpDirectory, text[1..]);
        if (text.StartsWith("../", StringComparison.Ordinal)) return OfPath(text, ReferenceRoot.OpParent, text[2..]);

        var end = text.AsSpan().IndexOfAny('.', '[', '/');
        if (end < 0) return new Reference(text, ReferenceRoot.Variable, text, []);

        var accessors = ImmutableArray.CreateBuilder<Accessor>();
        var at = end;
        while (at < text.Length)
        {
            switch (text[at])
            {
                case '/':
                    accessors.Add(new Accessor(AccessorKind.Path, text[at..]));
                    at = text.Length;
                    break;
                case '.':
                    var stop = NextBoundary(text, at + 1);
                    accessors.Add(new Accessor(AccessorKind.Property, text[(at + 1)..stop]));
                    at = stop;
                    break;
                case '[':
                    var close = text.IndexOf(']', at);
                    if (close < 0)
                    {
                        return new Diagnostic(ReferenceRules.Malformed, $"reference '{text}' has a '[' without ']'") { Fix = $"write $({text}])" };
                    }

                    accessors.Add(new Accessor(AccessorKind.Bracket, text[(at + 1)..close]));
                    at = close + 1;
                    break;
                default:
                    return new Diagnostic(ReferenceRules.Malformed, $"reference '{text}' has '{text[at..]}' after ']'") { Expected = "'.', '[' or '/' or the end of the reference" };
            }
        }

        return new Reference(text, ReferenceRoot.Variable, text[..end], accessors.DrainToImmutable());
    }

    /// <inheritdoc/>
    public override string ToString() => $"$({Text})";

    private static Reference OfPath(string text, ReferenceRoot root, string path) =>
        new(text, root, "", path == "/" ? [] : [new Accessor(AccessorKind.Path, path)]);

    private static int NextBoundary(string text, int from)
    {
        var found = text.AsSpan(from).IndexOfAny('.', '[', '/');
        return found < 0 ? text.Length : from + found;
    }
}
