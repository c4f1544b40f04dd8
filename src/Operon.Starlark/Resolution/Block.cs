using Operon.Starlark.Syntax;

namespace Operon.Starlark.Resolution;

/// <summary>A region with names of its own: the file, a function, or a comprehension.</summary>
/// <param name="parent">The region around it; the file has none.</param>
/// <param name="function">The function whose region it is, if it is one.</param>
internal sealed class Block(Block? parent, FunctionScope? function)
{
    private readonly Block? container = function is null ? parent?.Container : null;
    private Dictionary<string, Binding>? bindings;

    public Block? Parent { get; } = parent;

    public FunctionScope? Function { get; } = function;

    public List<Block> Children { get; } = [];

    /// <summary>The function or file that holds its variables: comprehensions keep theirs in what surrounds them.</summary>
    public Block Container => container ?? this;

    /// <summary>In the file and in functions: the names used there that are not resolved yet, each with its region.</summary>
    public List<(Identifier Name, Block Region)> Uses { get; private set; } = [];

    public IEnumerable<string> Names => bindings?.Keys ?? Enumerable.Empty<string>();

    public Binding? Find(string name) => bindings?.GetValueOrDefault(name);

    public void Bind(string name, Binding binding) => (bindings ??= [])[name] = binding;

    /// <summary>Resolves what is used in this container and bound in it too.</summary>
    public void ResolveLocals()
    {
        var rest = new List<(Identifier Name, Block Region)>();
        foreach (var use in Uses)
        {
            if (Local(use.Name.Name, use.Region) is { } binding) use.Name.Binding = binding;
            else rest.Add(use);
        }

        Uses = rest;
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
