using Operon.Host.Files;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>Changes that wait to be written: all that come while others are written are written together.</summary>
/// <param name="write">Writes some, and tells each of them so.</param>
/// <param name="folder">The folder of the copy.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long writing may take.</param>
internal sealed class UpdateQueue(Func<List<PendingUpdate>, CancellationToken, Task> write, string folder, TimeProvider time, TimeSpan patience)
{
    private readonly Lock gate = new();
    private List<PendingUpdate> waiting = [];
    private List<PendingUpdate> later = [];
    private Task pump = Task.CompletedTask;

    /// <summary>Has a change written, together with all that wait at the same time.</summary>
    public void Submit(PendingUpdate update)
    {
        lock (gate)
        {
            waiting.Add(update);
            if (waiting.Count == 1) pump = PumpAsync(pump);
        }
    }

    /// <summary>Has a change written before the next one, and together with it.</summary>
    public void SubmitLater(PendingUpdate update)
    {
        lock (gate) later.Add(update);
    }

    /// <summary>Has those written that no other change has come for.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (later.Count == 0 || waiting.Count > 0) return;
            waiting = later;
            later = [];
            pump = PumpAsync(pump);
        }
    }

    /// <summary>Waits for all that are being written.</summary>
    public Task EndAsync()
    {
        lock (gate) return pump;
    }

    private async Task PumpAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        List<PendingUpdate> batch;
        lock (gate) (batch, waiting, later) = ([.. later, .. waiting], [], []);

        // Only when all have given up is there nobody left to work for.
        using var bounded = new CancellationTokenSource(patience, time);
        var givenUp = new CancellationTokenRegistration[batch.Count];
        for (var i = 0; i < givenUp.Length; i++)
        {
            givenUp[i] = batch[i].Cancellation.Register(() =>
            {
                if (batch.All(b => b.Cancellation.IsCancellationRequested)) bounded.Cancel();
            });
        }

        try
        {
            await write(batch, bounded.Token);
        }
        catch (OperationCanceledException e)
        {
            Exception reason = batch.All(b => b.Cancellation.IsCancellationRequested) ? e : new StoreFailure(new Diagnostic(StoreRules.Busy, $"{PlacesOf(batch)} could not be written within {patience.TotalSeconds:0} s") { Fix = "look whether the remote answers, and whether others write to it all the time" });
            foreach (var update in batch) update.Fail(reason);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            foreach (var update in batch) update.Fail(new StoreFailure(FileFailure.From("write", folder, e)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            foreach (var update in batch) update.Fail(e);
        }
        finally
        {
            foreach (var registration in givenUp) await registration.DisposeAsync();
        }
    }
    private static string PlacesOf(List<PendingUpdate> batch) => string.Join(" and ", batch.SelectMany(u => u.Branches).Select(b => b.Place).Distinct());
}
