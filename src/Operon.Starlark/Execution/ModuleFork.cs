using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>A copy of a module, with the way from original values to their copies.</summary>
public sealed class ModuleFork
{
    private readonly Fork fork;

    internal ModuleFork(Module original)
    {
        fork = new Fork(original.ForkedValues);
        Module = (Module)fork.Copy(original).Reference!;
        original.ForkedValues = fork.Count;
    }

    /// <summary>The copy.</summary>
    public Module Module { get; }

    /// <summary>The copy of a value of the original module.</summary>
    /// <param name="original">A value that the original module reaches; another is copied too.</param>
    /// <returns>The same each time; the value itself if it is immutable.</returns>
    public Value Of(Value original) => fork.Copy(original);
}
