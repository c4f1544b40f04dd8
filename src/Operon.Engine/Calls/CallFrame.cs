using System.Collections.Immutable;
using Operon.Engine.Runs;
using Operon.Engine.Sources;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Runs;

namespace Operon.Engine.Calls;

/// <summary>Where in a run a call stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The call it is part of; null for the root.</param>
/// <param name="Path">Its stable path from the root.</param>
/// <param name="Op">The op it is written in.</param>
/// <param name="Scope">What it sees.</param>
/// <param name="Nesting">How many ops are around it.</param>
/// <param name="Turn">The place for a container that the iteration around it has waited for, if any.</param>
internal sealed record CallFrame(CallId Id, CallId? Parent, string Path, LoadedOp Op, Scope Scope, int Nesting, ContainerTurn? Turn = null)
{
    /// <summary>What the loop around it has bound for it; of other calls than iterations, nothing.</summary>
    public ImmutableArray<KeyValuePair<string, Value>> Variables { get; private init; } = [];

    /// <summary>The frame of a call below this one.</summary>
    /// <param name="step">What is added to the path, such as <c>build</c> or <c>[2]</c>.</param>
    /// <param name="scope">What the child sees.</param>
    public CallFrame Child(string step, Scope scope) =>
        this with { Id = CallId.Create(), Parent = Id, Path = Path.Length == 0 ? step : $"{Path}/{step}", Scope = scope, Variables = [] };

    /// <summary>The frame of an iteration of this loop.</summary>
    /// <param name="step">What is added to the path, such as <c>[2]</c> or <c>{eu}</c>.</param>
    /// <param name="scope">What the iteration sees.</param>
    /// <param name="variables">What the loop has bound for it.</param>
    public CallFrame Iteration(string step, Scope scope, ImmutableArray<KeyValuePair<string, Value>> variables) =>
        this with { Id = CallId.Create(), Parent = Id, Path = Path + step, Scope = scope, Variables = variables };
}
