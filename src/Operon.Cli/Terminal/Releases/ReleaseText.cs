using Operon.Releases.Planning;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Terminal.Releases;

/// <summary>A release as people read it: its tasks by phases, what each got and gave, what it waits for.</summary>
/// <param name="output">Where to write.</param>
/// <param name="at">Where the user stands.</param>
internal sealed class ReleaseText(TextWriter output, Standpoint at)
{
    private const int NameColumns = 24;
    private const int Longest = 1_000;

    /// <summary>Writes it.</summary>
    /// <param name="release">The release.</param>
    /// <param name="isMeant">Which of its runs are shown.</param>
    /// <param name="logs">What a run printed; nothing: logs are not shown.</param>
    public void Write(ReleaseOverview release, Func<RunOverview, bool> isMeant, Func<RunOverview, IEnumerable<string>> logs)
    {
        output.WriteLine($"release   {at.Name(release.Reference)}");
        output.WriteLine($"status    {release.Status}");
        output.WriteLine($"commit    {VisibleText.Of(release.Document.Commit, Longest)}");
        output.WriteLine($"created   {ReleaseTable.Time(release.Created)}");
        if (!release.Tags.IsEmpty) output.WriteLine($"tags      {string.Join(' ', release.Tags)}");
        if (release.DeployedTo.Any()) output.WriteLine($"deployed  {string.Join(' ', release.DeployedTo)}");
        foreach (var (name, tasks) in release.Phases)
        {
            var shown = tasks.Where(t => t.Last is null || t.Runs.Any(isMeant)).ToList();
            if (shown.Count == 0) continue;
            output.WriteLine();
            if (name.Length > 0) output.WriteLine($"phase {VisibleText.Of(name, Longest)}");
            foreach (var task in shown) Write(task, isMeant, logs);
        }
    }

    private void Write(TaskOverview task, Func<RunOverview, bool> isMeant, Func<RunOverview, IEnumerable<string>> logs)
    {
        var name = VisibleText.Of($"{task.Declaration.Type} {task.Declaration.Name}", Longest);
        if (task.Last is null) output.WriteLine($"  {name.PadRight(NameColumns)}  no run yet");
        foreach (var run in task.Runs.Where(isMeant))
        {
            var what = run.Document.IsDown ? ", takes it away" : run.Document.IsIntended ? ", asked for by an intent" : "";
            output.WriteLine($"  {name.PadRight(NameColumns)}  {run.Status,-9}  {ReleaseTable.Time(run.When),-20}  run {run.Reference.Subpath[(run.Reference.Subpath.LastIndexOf('/') + 1)..]}{what}");
            if (run.Cancellation is { } why) output.WriteLine($"      {ReleaseNames.Describe(why)}");
            foreach (var obstacle in run.Obstacles) output.WriteLine($"      waits for {ReleaseNames.Describe(obstacle, at)}");
            if (!run.Document.Functions[^1].Inputs.Properties.IsEmpty) output.WriteLine("      inputs");
            foreach (var (input, descriptor) in run.Document.Functions[^1].Inputs.Properties)
            {
                var from = descriptor["ref"]?.AsText is { } source ? $"  from {ReleaseNames.Short(source, at)}" : "";
                output.WriteLine($"        {VisibleText.Of(input, Longest)}: {MaskedValue.Line(ValueOf(run, input, descriptor))}{from}");
            }

            if (run.Document.Output is JsonObject { Properties.IsEmpty: false } outputs)
            {
                output.WriteLine("      outputs");
                foreach (var (key, value) in outputs.Properties) output.WriteLine($"        {VisibleText.Of(key, Longest)}: {MaskedValue.Line(value)}");
            }

            foreach (var line in logs(run)) output.WriteLine($"      | {VisibleText.Of(line, int.MaxValue)}");
        }
    }

    /// <summary>What a run got; of one that waits, what it would get now.</summary>
    public static JsonValue? ValueOf(RunOverview run, string input, JsonValue descriptor) =>
        run.Status is Progress.Ready or Progress.Waiting or Progress.Held ? run.Inputs.Values[input] : descriptor["value"] is { } value and not JsonNull ? value : descriptor["default"];
}
