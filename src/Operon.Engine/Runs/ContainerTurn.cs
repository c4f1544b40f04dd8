namespace Operon.Engine.Runs;

/// <summary>A place for one container, held by a container or by an iteration that lends it to what runs in it. Thread-safe.</summary>
/// <param name="giveBack">Called once, at the end.</param>
internal sealed class ContainerTurn(Action giveBack) : IDisposable
{
    private int isLent;
    private int isOver;

    /// <summary>The place until the borrower is disposed of; null when it is lent already.</summary>
    public ContainerTurn? Lend() => Interlocked.Exchange(ref isLent, 1) == 0 ? new ContainerTurn(() => Volatile.Write(ref isLent, 0)) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isOver, 1) == 0) giveBack();
    }
}
