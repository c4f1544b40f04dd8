using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Cli.Terminal.Releases;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>state history</c>: who changed a document, when, for what, and what.</summary>
[UnsupportedOSPlatform("windows")]
internal static class StateHistoryCommand
{
    private const int Format = 1;
    private const int CommitDigits = 12;
    private const int Longest = 200;

    public static Command Build(Surroundings surroundings)
    {
        var argument = PackageOptions.Required();
        var intent = new Option<bool>("--intent") { Description = "Of what should be, not of what is" };
        var limit = new Option<int?>("--limit") { Description = "The newest so many", HelpName = "N" };
        limit.Takes(number => number >= 1, "--limit is a number of changes, from 1 on");
        var format = RunsCommand.FormatOptions();
        var command = new Command("history", "List the changes of a document, the newest first: who, when, by which command, and what") { intent, limit, format.Json, format.Output };
        command.Add(argument);
        command.SetAction((parsed, _) =>
        {
            var text = PackageOptions.Spell(parsed.GetRequiredValue(argument));
            var asked = new Asked(text, parsed.GetValue(intent), parsed.GetValue(limit) ?? int.MaxValue, parsed.WantsJson(format));
            return ReleaseContext.LookAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, asked, surroundings, stop), text);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, Asked asked, Surroundings surroundings, CancellationToken stop)
    {
        if (!session.Parse(asked.Text).TryGet(out var reference, out var failure)) return failure;
        var store = asked.IsIntent ? session.Work.Intents : session.Work.State;
        var place = reference.WithoutFragment.ToString();
        if (!(await store.HistoryAsync(place, stop)).TryGet(out var changes, out failure)) return failure;
        if (changes.Count == 0 && session.Work.State.View.Resolve(place) is var resolved && resolved != place)
        {
            place = resolved;
            if (!(await store.HistoryAsync(place, stop)).TryGet(out changes, out failure)) return failure;
        }

        if (changes.Count == 0) return store.View.Missing(reference);
        var steps = changes.Select(c => new Step(c, Part(c.Before, reference.Fragment), Part(c.After, reference.Fragment))).Where(s => !Equals(s.Before, s.After)).Take(asked.Limit).ToList();
        if (asked.IsJson) ReleaseContext.Write(surroundings, new JsonObject(("format", Format), ("ref", reference.ToString()), ("changes", new JsonArray([.. steps.Select(s => (JsonValue)s.ToJson())]))).ToUtf8(isIndented: true));
        else Write(steps, surroundings);
        return 0;
    }

    // Of a link, where it leads.
    private static JsonValue? Part(StoredDocument? document, string fragment)
    {
        var value = document?.Body;
        if (fragment.Length == 0) return value;
        foreach (var name in fragment.Split('/')) value = value?[name];
        return value;
    }

    private static void Write(List<Step> steps, Surroundings surroundings)
    {
        using var output = RunsCommand.Writer(surroundings);
        foreach (var (change, before, after) in steps)
        {
            output.WriteLine($"{RunTimes.Text(change.Time)}  {change.Commit[..CommitDigits]}  {VisibleText.Of(change.Author, Longest)}  {VisibleText.Of(change.Title, Longest)}");
            foreach (var line in ValueDifference.Lines(before, after)) output.WriteLine($"  {line}");
        }
    }

    private sealed record Asked(string Text, bool IsIntent, int Limit, bool IsJson);

    private sealed record Step(DocumentChange Change, JsonValue? Before, JsonValue? After)
    {
        public JsonObject ToJson()
        {
            var json = new JsonObject(
                ("commit", Change.Commit),
                ("author", Change.Author),
                ("time", Change.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)),
                ("title", Change.Title));
            if (Before is not null) json = json.With("before", MaskedValue.Of(Before));
            return After is null ? json : json.With("after", MaskedValue.Of(After));
        }
    }
}
