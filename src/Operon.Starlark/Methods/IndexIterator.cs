using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>Walks a value by its indices.</summary>
internal sealed class IndexIterator(IIndexable sequence) : StarlarkIterator
{
    private readonly int _count = sequence.Count;
    private int _next;

    public override bool Next(out Value element)
    {
        if (_next < _count)
        {
            element = sequence[_next++];
            return true;
        }

        element = default;
        return false;
    }
}
