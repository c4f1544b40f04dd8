using System.Text;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>An error that a program raised while it ran, with the calls that led there.</summary>
public class StarlarkException : Exception
{
    private readonly List<TraceFrame> trace = [];

    /// <summary>An error.</summary>
    /// <param name="message">What went wrong.</param>
    public StarlarkException(string message)
        : base(message)
    {
    }

    /// <summary>An error with the error that caused it.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="inner">The cause.</param>
    public StarlarkException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The calls that were active, innermost first.</summary>
    public IReadOnlyList<TraceFrame> Trace => trace;

    /// <summary>The builtin that raised the error, if it was one.</summary>
    public string? Builtin { get; private set; }

    /// <summary>The calls, outermost first, and the error, as the command line prints them.</summary>
    /// <returns>Lines without a newline at the end.</returns>
    public string Traceback()
    {
        var text = new StringBuilder("Traceback (most recent call last):\n");
        for (var i = trace.Count - 1; i >= 0; i--) text.Append("  ").Append(trace[i]).Append('\n');
        text.Append(Builtin is null ? "Error: " : $"Error in {Builtin}: ").Append(Message);
        return text.ToString();
    }

    internal StarlarkException At(FunctionCode code, Position position)
    {
        trace.Add(new TraceFrame(code.File, position, code.Name));
        return this;
    }

    // Both note what the error passes on its way out, as filters of exceptions that never catch:
    // so all frames are still there, and nothing is thrown again.
    internal bool Passes(Frame frame)
    {
        At(frame.Function.Code, frame.Position);
        return false;
    }

    internal bool Passes(Callable callable) => callable is not Function && PassesBuiltin(callable.Name);

    internal bool PassesBuiltin(string name)
    {
        if (trace.Count == 0 && Builtin is null) Builtin = name;
        else trace.Add(new TraceFrame(File: null, default, name));
        return false;
    }
}
