using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Execution.Statements;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>A function as it was compiled: what all function values of one <c>def</c> or <c>lambda</c> share.</summary>
internal sealed class FunctionCode
{
    private static readonly Lock Compiling = new();

    public required string File { get; init; }

    public required string Name { get; init; }

    /// <summary>Where its <c>def</c> or <c>lambda</c> is.</summary>
    public required Position Position { get; init; }

    /// <summary>Where errors of a call are reported that come before its first step.</summary>
    public required Position EntryPosition { get; init; }

    public string? Documentation { get; init; }

    /// <summary>Whether it may be active twice at once.</summary>
    public bool Recursion { get; init; }

    /// <summary>The names of all its variables: first those of <see cref="Parameters"/>, then of <c>*</c> and of <c>**</c>.</summary>
    public required string[] Locals { get; init; }

    /// <summary>How many values a call takes on the stack: its variables, and some that have no name; at least 1.</summary>
    public required int SlotCount { get; init; }

    /// <summary>How many parameters take one value.</summary>
    public int Parameters { get; init; }

    /// <summary>How many of them, from the first, may be passed by position.</summary>
    public int Positional { get; init; }

    public bool HasStar { get; init; }

    public bool HasStarStar { get; init; }

    /// <summary>The first parameter that has a default, or need not have one because it follows one.</summary>
    public int FirstDefault { get; init; }

    /// <summary>The variables that are cells.</summary>
    public int[] Cells { get; init; } = [];

    /// <summary>What it does; null if it is nothing but an expression, or is not compiled yet.</summary>
    public Step? Body { get; private set; }

    /// <summary>What it returns, if it does nothing but that and is compiled.</summary>
    public Node? Result { get; private set; }

    /// <summary>Whether it may run; otherwise <see cref="Compile"/> has to come first.</summary>
    public bool IsCompiled => Body is not null || Result is not null;

    /// <summary>Compiles <see cref="Body"/> or <see cref="Result"/>; forgotten when that is done.</summary>
    public required Func<(Step? Body, Node? Result)>? Source { get; set; }

    /// <summary>Whether a call is only values for parameters.</summary>
    public bool IsPlain => !HasStar && !HasStarStar;

    /// <summary>Compiles what it does: when it is called first, because most functions of a file never are.</summary>
    public void Compile()
    {
        // Functions of frozen modules may be called by several threads at once.
        lock (Compiling)
        {
            if (Source is null) return;
            (Body, Result) = Source();
            Source = null;
        }
    }

    public int IndexOfParameter(string name) => Locals.AsSpan(0, Parameters).IndexOf(name);
}
