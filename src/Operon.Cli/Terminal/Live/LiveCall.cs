using Operon.Runs;
using Operon.Runs.Calls;

namespace Operon.Cli.Terminal.Live;

/// <summary>A call that is worth a line: it runs, or it failed.</summary>
internal sealed class LiveCall(CallId id, LiveCall? parent, string path, string kind, string op, DateTimeOffset started)
{
    public CallId Id => id;

    public LiveCall? Parent => parent;

    public string Path => path;

    /// <summary>The end of its path, beyond that of its parent.</summary>
    public string Step { get; } = StepOf(path, parent?.Path ?? "");

    public string Kind => kind;

    public string Op => op;

    public DateTimeOffset Started => started;

    public DateTimeOffset? Ended { get; set; }

    public string? Name { get; init; }

    public string? Image { get; init; }

    public CallState State { get; set; }

    public int? ExitCode { get; set; }

    /// <summary>Those inside it that run or failed, in the order of their starts.</summary>
    public LinkedList<LiveCall> Children { get; } = [];

    /// <summary>Its place among those of its parent.</summary>
    public LinkedListNode<LiveCall>? Place { get; set; }

    /// <summary>How many inside it have ended, directly.</summary>
    public int Done { get; set; }

    /// <summary>How many inside it failed, directly.</summary>
    public int Failed { get; set; }

    /// <summary>What its lines begin with.</summary>
    public string Label => Name ?? (path.Length > 0 ? path : op);

    private static string StepOf(string path, string above)
    {
        if (above.Length == 0 || path.Length <= above.Length || !path.StartsWith(above, StringComparison.Ordinal)) return path;
        return path[above.Length] switch { '/' => path[(above.Length + 1)..], '[' => path[above.Length..], _ => path };
    }
}
