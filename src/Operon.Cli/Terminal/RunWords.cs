using Operon.Runs.Calls;
using Operon.Runs.History;

namespace Operon.Cli.Terminal;

/// <summary>What states are called, in text and JSON alike.</summary>
internal static class RunWords
{
    public static string Of(RunState state) => state switch
    {
        RunState.Running => "running",
        RunState.Succeeded => "succeeded",
        RunState.Failed => "failed",
        RunState.Killed => "killed",
        RunState.Died => "died",
        _ => "unreadable",
    };

    /// <summary>A call that had not ended when the process of its run did has died with it.</summary>
    public static string Of(CallState state, RunState run) => state switch
    {
        CallState.Running => run == RunState.Running ? "running" : "died",
        CallState.Succeeded => "succeeded",
        CallState.Failed => "failed",
        CallState.Killed => "killed",
        _ => "skipped",
    };
}
