using Operon.Starlark.Syntax;

namespace Operon.Starlark.Compilation;

/// <summary>What the functions of a file have in common.</summary>
/// <param name="name">The name of the file in positions.</param>
/// <param name="dialect">What it may use.</param>
/// <param name="observed">Whether the host is told of every statement.</param>
internal sealed class FileCompilation(string name, Dialect dialect, bool observed = false)
{
    public string Name { get; } = name;

    public Dialect Dialect { get; } = dialect;

    public bool Observed { get; } = observed;
}
