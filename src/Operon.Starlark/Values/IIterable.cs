namespace Operon.Starlark.Values;

/// <summary>A value that <c>for</c> can walk.</summary>
public interface IIterable
{
    /// <summary>Begins to walk; whoever begins must dispose, which ends the ban on mutation.</summary>
    /// <returns>Stands before the first element.</returns>
    StarlarkIterator Iterate();
}
