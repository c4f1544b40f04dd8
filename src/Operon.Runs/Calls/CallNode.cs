using Operon.Runs.Events;

namespace Operon.Runs.Calls;

/// <summary>
/// A call as the fold of its events shows it. Small, because a run may have very many: what it was given and what it returned stay in the
/// journal, under <see cref="StartEvent"/> and <see cref="EndEvent"/>.
/// </summary>
public sealed class CallNode
{
    private const long Never = long.MinValue;

    private readonly bool belowParent;
    private readonly bool isIteration;
    private List<CallNode>? children;
    private long startedAt = Never;
    private long endedAt = Never;

    internal CallNode(CallId id, CallNode? parent, string path, string kind, string op)
    {
        Id = id;
        Parent = parent;
        Kind = kind;
        Op = op;

        // A path repeats that of the parent; kept once, deep trees stay small.
        var above = parent?.Path ?? "";
        belowParent = above.Length > 0 && path.Length > above.Length && path[above.Length] is '/' or '[' && path.StartsWith(above, StringComparison.Ordinal);
        isIteration = belowParent && path[above.Length] == '[';
        Step = belowParent ? path[(isIteration ? above.Length : above.Length + 1)..] : path;
    }

    /// <summary>The call.</summary>
    public CallId Id { get; }

    /// <summary>The call it is part of; null for the root.</summary>
    public CallNode? Parent { get; }

    /// <summary>The end of its path, beyond that of its parent.</summary>
    public string Step { get; }

    /// <summary>The word of the language.</summary>
    public string Kind { get; }

    /// <summary>The op it stands in, or that it is, as the user refers to it.</summary>
    public string Op { get; }

    /// <summary>Its name, if it has one and began.</summary>
    public string? Name { get; internal set; }

    /// <summary>How people name the image of a container; null for other calls.</summary>
    public string? Image { get; internal set; }

    /// <summary>What it is made of: of a container the digest of its image, of an op call that of its op.yml; null where that is not known.</summary>
    public string? Digest { get; internal set; }

    /// <summary>How far it is.</summary>
    public CallState State { get; internal set; }

    /// <summary>The exit code of a container whose process ended; else null.</summary>
    public int? ExitCode { get; internal set; }

    /// <summary>
    /// Why it failed, where that was: null for a call that failed because one inside it did. Without what led to it, and cut, when the
    /// errors of the tree have become too many (<see cref="CallTree.ErrorBudget"/>); <see cref="EndEvent"/> has it whole.
    /// </summary>
    public RecordedError? Error { get; internal set; }

    /// <summary>Bytes it wrote to standard output.</summary>
    public long StdoutLength { get; internal set; }

    /// <summary>Bytes it wrote to standard error.</summary>
    public long StderrLength { get; internal set; }

    /// <summary>The number of the event that began it; 0 when it never began.</summary>
    public long StartEvent { get; private set; }

    /// <summary>The number of the event that ended it; 0 while it has not ended.</summary>
    public long EndEvent { get; private set; }

    /// <summary>The calls inside it, in the order in which they were first heard of.</summary>
    public IReadOnlyList<CallNode> Children => children ?? [];

    /// <summary>When it began; null when it never did.</summary>
    public DateTimeOffset? Started => Time(startedAt);

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? Ended => Time(endedAt);

    /// <summary>How long it took; null unless it began and ended. Never negative, although the clocks of two writers may differ.</summary>
    public TimeSpan? Duration => startedAt == Never || endedAt == Never ? null : new TimeSpan(Math.Max(0, endedAt - startedAt));

    /// <summary>Its stable path from the root; empty for the root.</summary>
    public string Path
    {
        get
        {
            if (!belowParent) return Step;
            var parts = new Stack<string>();
            var at = this;
            for (; at is { belowParent: true }; at = at.Parent)
            {
                parts.Push(at.Step);
                if (!at.isIteration) parts.Push("/");
            }

            parts.Push(at!.Step);
            return string.Concat(parts);
        }
    }

    internal bool HasFailedChild { get; set; }

    internal void Add(CallNode child) => (children ??= new List<CallNode>(1)).Add(child);

    internal void Begin(long number, DateTimeOffset at) => (StartEvent, startedAt) = (number, at.UtcTicks);

    internal void End(long number, DateTimeOffset at) => (EndEvent, endedAt) = (number, at.UtcTicks);

    private static DateTimeOffset? Time(long ticks) => ticks == Never ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
