using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;

namespace Operon.Starlark.Resolution;

/// <summary>
/// Finds what every name means, and everything else that is wrong without running the file. Names are looked up when
/// their container ends, because a variable is one in the whole of it; those that are not its own wait until the file ends.
/// So errors come in this order: of the structure as the file is read, then unknown names, inner functions first.
/// </summary>
internal sealed partial class Resolver
{
    // Looking for what a name was meant to be is a comfort: files with very many wrong names get no further suggestions.
    private int suggestionBudget = 1_000_000;

    private readonly string file;
    private readonly Dialect dialect;
    private readonly Names names;
    private readonly FileScope scope = new();
    private readonly Block top = new(parent: null, function: null);
    private readonly Dictionary<string, Binding> globals = [];
    private readonly Dictionary<string, Binding> outside = [];
    private readonly ImmutableArray<StaticError>.Builder errors = ImmutableArray.CreateBuilder<StaticError>();
    private Block block;
    private int loops;
    private int conditions;

    private Resolver(string file, Dialect dialect, Names names)
    {
        this.file = file;
        this.dialect = dialect;
        this.names = names;
        block = top;
    }

    /// <summary>Resolves a file, and notes in its tree what was found.</summary>
    /// <exception cref="StaticErrorException">It has static errors.</exception>
    public static void Resolve(SourceFile file, Dialect dialect, Names names)
    {
        var resolver = new Resolver(file.Name, dialect, names);
        resolver.Statements(file.Statements);
        file.Scope = resolver.Finish();
    }

    /// <summary>Resolves an expression.</summary>
    /// <returns>The variables of its comprehensions.</returns>
    /// <exception cref="StaticErrorException">It has static errors.</exception>
    public static FileScope Resolve(string file, Expression expression, Dialect dialect, Names names)
    {
        var resolver = new Resolver(file, dialect, names);
        resolver.Visit(expression);
        return resolver.Finish();
    }

    private FileScope Finish()
    {
        top.ResolveLocals();
        ResolveOuterUses(top);
        return errors.Count == 0 ? scope : throw new StaticErrorException(errors.ToImmutable());
    }

    private bool AtTopLevel => Container.Function is null;

    private Block Container => block.Container;

    private void Error(Position position, string message) => errors.Add(new StaticError(file, position, message));

    private void Unsupported(Position position, string what) => Error(position, $"this Starlark dialect does not support {what}");

    private void Enter(FunctionScope? function)
    {
        var inner = new Block(block, function);
        block.Children.Add(inner);
        block = inner;
    }

    private void Leave() => block = block.Parent!;

    // Whether the name was bound here before.
    private bool Bind(Identifier name)
    {
        if (block != top) return BindLocal(name);
        var known = top.Find(name.Name) ?? globals.GetValueOrDefault(name.Name);
        if (known is null)
        {
            known = NewGlobal(name);
            name.Binding = known;
            return false;
        }

        if (!dialect.GlobalReassign)
        {
            Error(name.Position, $"cannot reassign {(known.Scope == Scope.Global ? "global" : "local")} {name.Name} declared at {file}:{known.First}");
        }

        name.Binding = known;
        return true;
    }

    private Binding NewGlobal(Identifier name)
    {
        var binding = new Binding(name.Name, Scope.Global, scope.Globals.Count, name.Position);
        globals[name.Name] = binding;
        scope.Globals.Add(binding);
        return binding;
    }

    private bool BindLocal(Identifier name)
    {
        var known = block.Find(name.Name) is not null;
        if (!known)
        {
            var locals = Container.Function?.Locals ?? scope.Locals;
            var binding = new Binding(name.Name, Scope.Local, locals.Count, name.Position);
            locals.Add(binding);
            block.Bind(name.Name, binding);
        }

        Use(name);
        return known;
    }

    private void Use(Identifier name)
    {
        // With reassignment, a name means what was bound last, so it must be looked up in its place.
        if (dialect.GlobalReassign && block == top) name.Binding = TopLevel(name, top);
        else Container.Uses.Add((name, block));
    }

    private void ResolveOuterUses(Block container)
    {
        if (DeepStack.IsShort)
        {
            DeepStack.Run((Self: this, container), static s => s.Self.ResolveOuterUses(s.container));
            return;
        }

        foreach (var child in CollectionsMarshal.AsSpan(container.Children)) ResolveOuterUses(child);
        foreach (var (name, region) in CollectionsMarshal.AsSpan(container.Uses)) name.Binding = Lookup(name, region, region);
    }

    // Looks outwards from a region. On the way back, every function on the way gets the variable as a free one.
    private Binding Lookup(Identifier name, Block region, Block at)
    {
        if (at.Parent is null) return TopLevel(name, region);
        if (at.Find(name.Name) is { } known) return known;
        if (DeepStack.IsShort) return DeepStack.Run((Self: this, name, region, at), static s => s.Self.Lookup(s.name, s.region, s.at));
        var binding = Lookup(name, region, at.Parent);
        if (at.Function is not { } function) return binding;
        if (binding.Scope is Scope.Local or Scope.Cell or Scope.Free)
        {
            if (binding.Scope == Scope.Local) binding.Scope = Scope.Cell;
            var free = new Binding(name.Name, Scope.Free, function.Free.Count, binding.First);
            function.Free.Add(binding);
            binding = free;
        }

        at.Bind(name.Name, binding);
        return binding;
    }

    private Binding TopLevel(Identifier name, Block region)
    {
        if ((top.Find(name.Name) ?? globals.GetValueOrDefault(name.Name)) is { } bound) return bound;
        if (names.IsGlobal?.Invoke(name.Name) == true) return NewGlobal(name);
        if (outside.TryGetValue(name.Name, out var known)) return known;
        Binding found;
        if (names.IsPredeclared(name.Name))
        {
            found = new Binding(name.Name, Scope.Predeclared, scope.Predeclared.Count, default);
            scope.Predeclared.Add(name.Name);
        }
        else if (names.IsUniversal(name.Name))
        {
            if (name.Name == "set" && !dialect.Set) Unsupported(name.Position, "sets");
            found = new Binding(name.Name, Scope.Universal, -1, default);
        }
        else
        {
            var suggestion = Suggestion(name.Name, region);
            Error(name.Position, suggestion is null ? $"undefined: {name.Name}" : $"undefined: {name.Name} (did you mean {suggestion}?)");
            return new Binding(name.Name, Scope.Undefined, -1, default);
        }

        return outside[name.Name] = found;
    }

    private string? Suggestion(string name, Block region)
    {
        var candidates = new HashSet<string>(StringComparer.Ordinal);
        for (var at = region; at is not null; at = at.Parent) candidates.UnionWith(at.Names);
        candidates.UnionWith(scope.Globals.Select(global => global.Name));
        return Nearest(name, candidates) ?? Nearest(name, names.All.Where(other => other != "set" || dialect.Set).ToHashSet(StringComparer.Ordinal));
    }

    // The file's own names come first, as in the reference, which knows no others here.
    private string? Nearest(string name, HashSet<string> candidates)
    {
        suggestionBudget -= candidates.Count;
        return suggestionBudget < 0 ? null : Spelling.Suggestions.Nearest(name, candidates.Order(StringComparer.Ordinal));
    }
}
