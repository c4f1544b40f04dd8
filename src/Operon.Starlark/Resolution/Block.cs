using System.Runtime.InteropServices;
using Operon.Starlark.Syntax;

namespace Operon.Starlark.Resolution;

/// <summary>A region with names of its own: the file, a function, or a comprehension.</summary>
/// <param name="parent">The region around it; the file has none.</param>
/// <param name="function">The function whose region it is, if it is one.</param>
internal sealed class Block(Block? parent, FunctionScope? function)
{
    private const int Few = 8;

    private readonly Block? container = function is null ? parent?.Container : null;

    // The names of a parser are the same objects wherever they stand. Most regions have few; then looking at all is fastest.
    private readonly List<(string Name, Binding Binding)> bindings = [];
    private Dictionary<string, Binding>? many;

    public Block? Parent { get; } = parent;

    public FunctionScope? Function { get; } = function;

    public List<Block> Children { get; } = [];

    /// <summary>The function or file that holds its variables: comprehensions keep theirs in what surrounds them.</summary>
    public Block Container => container ?? this;

    /// <summary>In the file and in functions: the names used there that are not resolved yet, each with its region.</summary>
    public List<(Identifier Name, Block Region)> Uses { get; } = [];

    public IEnumerable<string> Names => bindings.Select(binding => binding.Name);

    public Binding? Find(string name)
    {
        if (many is not null) return many.GetValueOrDefault(name);
        foreach (ref readonly var held in CollectionsMarshal.AsSpan(bindings))
        {
            if (ReferenceEquals(held.Name, name) || held.Name == name) return held.Binding;
        }

        return null;
    }

    /// <summary>Gives a name that has none here its meaning.</summary>
    public void Bind(string name, Binding binding)
    {
        bindings.Add((name, binding));
        if (many is null && bindings.Count > Few) many = bindings.ToDictionary(known => known.Name, known => known.Binding, StringComparer.Ordinal);
        else many?.Add(name, binding);
    }

    /// <summary>Resolves what is used in this container and bound in it too.</summary>
    public void ResolveLocals()
    {
        Uses.RemoveAll(static use =>
        {
            use.Name.Binding = Local(use.Name.Name, use.Region);
            return use.Name.Binding is not null;
        });
    }

    private static Binding? Local(string name, Block region)
    {
        for (var block = region; block is not null; block = block.Parent)
        {
            if (block.Find(name) is { } found) return found;
            if (block.Function is not null) return null;
        }

        return null;
    }
}
