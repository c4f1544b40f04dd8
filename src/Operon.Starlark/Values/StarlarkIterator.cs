using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>Walks the elements of a value once.</summary>
public abstract class StarlarkIterator : IDisposable
{
    /// <summary>Goes to the next element.</summary>
    /// <param name="element">The element, if there is one.</param>
    /// <returns>Whether there is one.</returns>
    public abstract bool Next(out Value element);

    /// <summary>Goes to the next element, as a turn of a loop that counts among the steps of an evaluation and can be cancelled.</summary>
    internal bool Next(StarlarkThread thread, out Value element)
    {
        thread.Step();
        return Next(out element);
    }

    /// <summary>The same where the evaluation is not at hand.</summary>
    internal bool NextCounted(out Value element)
    {
        StarlarkThread.Spend(1);
        return Next(out element);
    }

    /// <summary>Ends the walk: what may not change during it may change again.</summary>
    public virtual void Dispose()
    {
    }
}
