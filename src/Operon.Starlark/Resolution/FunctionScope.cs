using Operon.Starlark.Syntax;

namespace Operon.Starlark.Resolution;

/// <summary>The variables of a function.</summary>
/// <param name="name">Its name; that of a lambda is <c>lambda</c>.</param>
/// <param name="position">Where its <c>def</c> or <c>lambda</c> is.</param>
/// <param name="parameters">What it takes.</param>
internal sealed class FunctionScope(string name, Position position, List<Parameter> parameters)
{
    public string Name { get; } = name;

    public Position Position { get; } = position;

    public List<Parameter> Parameters { get; } = parameters;

    /// <summary>Its variables. First the parameters that take one value, then the one of <c>*</c>, then that of <c>**</c>.</summary>
    public List<Binding> Locals { get; } = [];

    /// <summary>What it uses of the function around it, as that one sees it.</summary>
    public List<Binding> Free { get; } = [];

    /// <summary>How many parameters can only be passed by name.</summary>
    public int KeywordOnly { get; set; }

    /// <summary>How many comprehensions it has: each has a place for what it makes.</summary>
    public int Comprehensions { get; set; }

    public bool HasStar { get; set; }

    public bool HasStarStar { get; set; }
}
