namespace Operon.Containers.Oci;

/// <summary>The turn of one container to start. Given back at the latest when it is disposed of.</summary>
/// <param name="turns">How many there are.</param>
internal sealed class StartTurn(SemaphoreSlim turns) : IDisposable
{
    private bool isHeld;

    /// <summary>Waits for the turn; false when it is stopped before.</summary>
    public async Task<bool> WaitAsync(CancellationToken stop)
    {
        try
        {
            await turns.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        return isHeld = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isHeld) turns.Release();
        isHeld = false;
    }
}
