using Operon.Containers;
using Operon.Opspec.Declarations;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Runs;

/// <summary>
/// How many containers of a run are there at once. The machine's limit refuses at once, because what waits may be what others
/// wait for. The user's limit makes iterations of parallel loops wait for their turn; items of <c>parallel</c> never wait, because
/// they may need one another, and so that no loop waits for ever for one of them, each loop has one iteration that goes on
/// whatever there is. Thread-safe.
/// </summary>
/// <param name="asked">The user's limit, or null.</param>
internal sealed class ContainerSlots(int? asked)
{
    private readonly Lock gate = new();
    private readonly LinkedList<LoopTurns> loops = new();
    private int taken;

    /// <summary>A turn for an iteration, which holds it to its end; null when nobody has to wait for turns, or it is killed.</summary>
    /// <param name="loop">The iterations of its loop.</param>
    /// <param name="around">The turn of the iteration around the loop, which lends it to one of the loop.</param>
    /// <param name="kill">Ends the wait.</param>
    public async Task<ContainerTurn?> TurnAsync(LoopTurns loop, ContainerTurn? around, CancellationToken kill)
    {
        if (asked is not { } limit) return null;
        TaskCompletionSource place;
        lock (gate)
        {
            if (around?.Lend() is { } lent)
            {
                loop.Running++;
                return new ContainerTurn(() => End(loop, lent));
            }

            if (loop.Running == 0 || (taken < limit && loops.Count == 0))
            {
                taken++;
                loop.Running++;
                return new ContainerTurn(() => End(loop, null));
            }

            place = loop.LineUp();
            if (!loops.Contains(loop)) loops.AddLast(loop);
        }

        await using (kill.Register(() => place.TrySetCanceled(kill))) await ((Task)place.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return place.Task.IsCanceled ? null : new ContainerTurn(() => End(loop, null));
    }

    /// <summary>A place for a container, until it is disposed of.</summary>
    /// <param name="turn">The turn of the iteration it is in.</param>
    /// <param name="capabilities">What the runtime can carry.</param>
    /// <param name="call">The call, for the message.</param>
    public Result<ContainerTurn> Enter(ContainerTurn? turn, RuntimeCapabilities capabilities, ContainerCallDeclaration call)
    {
        if (turn?.Lend() is { } lent) return lent;
        lock (gate)
        {
            if (taken >= capabilities.MaxContainers.Count)
            {
                return new Diagnostic(EngineRules.TooManyContainers, $"{taken} containers run already, and this machine carries no more", call.Span)
                {
                    Expected = $"at most {capabilities.MaxContainers.Count} at once, for {capabilities.MaxContainers.Reason}",
                    Fix = "let loops take turns: --max-containers N",
                };
            }

            taken++;
        }

        return new ContainerTurn(() => Leave(null));
    }

    private void End(LoopTurns loop, ContainerTurn? lent)
    {
        lent?.Dispose();
        Leave(loop, lent is null ? 1 : 0);
    }

    private void Leave(LoopTurns? loop, int places = 1)
    {
        lock (gate)
        {
            taken -= places;
            if (loop is not null) loop.Running--;
            if (loops.Count > 0) Admit();
        }
    }

    // Loops take turns too.
    private void Admit()
    {
        for (var node = loops.First; node is not null; node = Following(node))
        {
            if (node.Value.Running == 0 && node.Value.Next()) taken++;
        }

        while (taken < asked && loops.First is { } first)
        {
            loops.RemoveFirst();
            if (!first.Value.Next()) continue;
            taken++;
            loops.AddLast(first);
        }
    }

    private LinkedListNode<LoopTurns>? Following(LinkedListNode<LoopTurns> node)
    {
        var next = node.Next;
        if (node.Value.Running == 0) loops.Remove(node);
        return next;
    }
}
