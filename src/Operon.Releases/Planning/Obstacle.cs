using Operon.Text.Json;

namespace Operon.Releases.Planning;

/// <summary>Something that a run waits for.</summary>
/// <param name="Kind">One of the words of this class.</param>
/// <param name="Reference">What: a task, the document that an input refers to, or the deployment that is held. An input that refers to nothing: its name.</param>
public sealed record Obstacle(string Kind, string Reference)
{
    /// <summary>A task of an earlier phase that is not complete.</summary>
    public const string Task = "task";

    /// <summary>An input without a value.</summary>
    public const string Input = "input";

    /// <summary>Another release that is held where it would go.</summary>
    public const string Hold = "hold";

    private const string AnyRunComplete = "/*/status/complete";

    /// <summary>What a run waits for; nothing: it can start.</summary>
    public static IEnumerable<Obstacle> Of(ReadyRun run, Hold? hold)
    {
        foreach (var task in run.WaitsFor) yield return new Obstacle(Task, task.EndsWith(AnyRunComplete, StringComparison.Ordinal) ? task[..^AnyRunComplete.Length] : task);
        foreach (var input in run.Inputs.Missing) yield return new Obstacle(Input, input.Reference ?? input.Name);
        if (hold is not null) yield return new Obstacle(Hold, hold.Place.ToString());
    }

    /// <summary>As listings have it.</summary>
    public JsonObject ToJson() => new(("kind", Kind), ("ref", Reference));
}
