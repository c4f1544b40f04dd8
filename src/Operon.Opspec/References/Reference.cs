using System.Collections.Immutable;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.References;

/// <summary>The inside of <c>$( … )</c> without nested references (specification, section 1.4.2): a root and the steps from there.</summary>
public sealed class Reference
{
    private Reference(Written text, ReferenceRoot root, string name, ImmutableArray<Accessor> accessors)
    {
        Text = text.Text;
        Shown = text.Shown;
        Secrets = text.Secrets;
        Root = root;
        Name = name;
        Accessors = accessors;
    }

    /// <summary>The reference without <c>$(</c> and <c>)</c>, references inside it replaced by what they stand for.</summary>
    public string Text { get; }

    /// <summary>The reference as messages show it: with a secret in it as it was written, else <see cref="Text"/>.</summary>
    public string Shown { get; }

    /// <summary>The secrets in <see cref="Text"/>.</summary>
    public SecretNames Secrets { get; }

    /// <summary>Where it starts.</summary>
    public ReferenceRoot Root { get; }

    /// <summary>The name of the variable it starts at; empty for the op's directory.</summary>
    public string Name { get; }

    /// <summary>The steps from there.</summary>
    public ImmutableArray<Accessor> Accessors { get; }

    /// <summary>Reads the text between <c>$(</c> and <c>)</c>.</summary>
    /// <returns>The reference, or a diagnostic (<see cref="ReferenceRules.Malformed"/>).</returns>
    public static Result<Reference> Parse(string text) => Parse(new Written(text, text, default));

    /// <summary>Reads a text that was put together from a reference with references inside.</summary>
    /// <param name="text">The text between <c>$(</c> and <c>)</c>, the references inside replaced.</param>
    /// <param name="written">The same before that.</param>
    /// <param name="secrets">The secrets that were put in.</param>
    public static Result<Reference> Parse(string text, string written, SecretNames secrets) =>
        Parse(new Written(text, secrets.IsEmpty ? text : written, secrets));

    /// <summary>A part of <see cref="Text"/> as messages show it.</summary>
    public string Show(string part) => Secrets.IsEmpty ? part : $"<secret {Secrets}>";

    private static Result<Reference> Parse(Written written)
    {
        var text = written.Text;
        if (text.StartsWith('/')) return OfPath(written, ReferenceRoot.OpDirectory, text);
        if (text.StartsWith("./", StringComparison.Ordinal)) return OfPath(written, ReferenceRoot.OpDirectory, text[1..]);
        if (text.StartsWith("../", StringComparison.Ordinal)) return OfPath(written, ReferenceRoot.OpParent, text[2..]);

        var end = text.AsSpan().IndexOfAny('.', '[', '/');
        if (end < 0) return new Reference(written, ReferenceRoot.Variable, text, []);

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
                        return new Diagnostic(ReferenceRules.Malformed, $"reference '{written.Shown}' has a '[' without ']'") { Fix = $"write $({written.Shown}])" };
                    }

                    accessors.Add(new Accessor(AccessorKind.Bracket, text[(at + 1)..close]));
                    at = close + 1;
                    break;
                default:
                    return new Diagnostic(ReferenceRules.Malformed, written.Secrets.IsEmpty ? $"reference '{text}' has '{text[at..]}' after ']'" : $"reference '{written.Shown}' has something else after ']'") { Expected = "'.', '[' or '/' or the end of the reference" };
            }
        }

        return new Reference(written, ReferenceRoot.Variable, text[..end], accessors.DrainToImmutable());
    }

    /// <inheritdoc/>
    public override string ToString() => $"$({Shown})";

    private static Reference OfPath(Written text, ReferenceRoot root, string path) =>
        new(text, root, "", path == "/" ? [] : [new Accessor(AccessorKind.Path, path)]);

    private static int NextBoundary(string text, int from)
    {
        var found = text.AsSpan(from).IndexOfAny('.', '[', '/');
        return found < 0 ? text.Length : from + found;
    }

    private readonly record struct Written(string Text, string Shown, SecretNames Secrets);
}
