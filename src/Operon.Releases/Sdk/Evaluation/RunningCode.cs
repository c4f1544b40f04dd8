using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Evaluation;

/// <summary>What functions of the SDK find in the thread that calls them: where lines go, and whether what is declared counts.</summary>
internal sealed class RunningCode
{
    private readonly Lock gate = new();
    private readonly Surroundings surroundings;
    private readonly string name;
    private readonly Action<LogLine>? log;

    private RunningCode(Surroundings surroundings, string name, Action<LogLine>? log)
    {
        this.surroundings = surroundings;
        this.name = name;
        this.log = log;
    }

    /// <summary>Whether tasks, environments and settings that are declared now are those of the configuration.</summary>
    public bool Declares { get; init; }

    /// <summary>Where relative names of <c>load</c> begin.</summary>
    public string Folder { get; init; } = "";

    /// <summary>A thread to run code on.</summary>
    /// <param name="surroundings">The clock and the secrets.</param>
    /// <param name="name">The file or function, for lines.</param>
    /// <param name="log">Gets the lines; nothing is printed without it.</param>
    /// <param name="cancellation">Ends the code.</param>
    /// <param name="load">Loads other files; without it none can be loaded.</param>
    /// <param name="folder">Where relative names of <c>load</c> begin.</param>
    /// <param name="declares">Whether what is declared counts.</param>
    public static StarlarkThread Thread(
        Surroundings surroundings, string name, Action<LogLine>? log, CancellationToken cancellation, Func<StarlarkThread, string, Module>? load = null, string folder = "", bool declares = false)
    {
        var code = new RunningCode(surroundings, name, log) { Declares = declares, Folder = folder };
        return new StarlarkThread
        {
            State = code,
            Cancellation = cancellation,
            Load = load,
            Print = log is null ? null : (thread, text) => code.Write(CodePlace.Of(thread), text.AsString()),
        };
    }

    /// <summary>What a thread runs.</summary>
    public static RunningCode Of(StarlarkThread thread) => (RunningCode)thread.State!;

    /// <summary>Logs a line; from any thread of the system.</summary>
    public void Write(CodePlace place, string message)
    {
        if (log is null) return;
        var line = new LogLine(surroundings.Clock.GetUtcNow(), surroundings.Secrets.Mask(Visible(message)), name, place.File, place.Position.Line, place.Position.Column);
        lock (gate) log(line);
    }

    // Bytes that are no UTF-8 cannot be stored.
    private static string Visible(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? text : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
