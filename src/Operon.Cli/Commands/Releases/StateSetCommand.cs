using System.CommandLine;
using System.Runtime.Versioning;
using System.Text;
using Operon.Cli.Arguments;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>state set</c>: writes an intent.</summary>
[UnsupportedOSPlatform("windows")]
internal static class StateSetCommand
{
    private const string FromInput = "-";

    public static Command Build(Surroundings surroundings)
    {
        var reference = new Argument<string>("REF") { Description = "What is to be: @/custom/NAME, @/environment/NAME, or FILE/@/deploy/ENVIRONMENT" };
        var value = new Argument<string>("VALUE") { Description = "The value; - reads it from standard input" };
        var format = new Option<string>("--format", "-f") { Description = "How VALUE is read", HelpName = "string|json|starlark", DefaultValueFactory = _ => "string" };
        format.AcceptOnlyFromAmong("string", "json", "starlark");
        var command = new Command("set", "Set what should be; `state apply` makes it so") { reference, value, format };
        command.SetAction((parsed, _) =>
        {
            var text = parsed.GetRequiredValue(reference);
            return ReleaseContext.RunAnywhereAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, parsed.GetRequiredValue(value), parsed.GetRequiredValue(format), surroundings, stop), text);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string text, string given, string format, Surroundings surroundings, CancellationToken stop)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        if (reference.Fragment.Length > 0) return StoreTransaction.HasFragment(reference);
        if (!Read(given, format, session, surroundings, stop).TryGet(out var value, out failure)) return failure;
        if (!surroundings.IsOcuroot && Check(reference, value, session.Work.AllowsDash) is { } unusable) return unusable;
        var written = await session.Work.Intents.UpdateAsync<bool>($"set {reference}", intents =>
        {
            intents.Set(reference, value);
            return true;
        }, stop);
        if (!written.TryGet(out _, out failure)) return failure;
        if (new CustomValueReview(session.Work.State.View).Of(reference) is { } unread) session.Work.Observer.Warned(unread);
        return 0;
    }

    // What could not be applied is not wanted. Of custom values everything is one.
    private static Diagnostic? Check(Reference reference, JsonValue value, bool allowsDash)
    {
        var (wrong, right) = reference.Type switch
        {
            DocumentTypes.Environment => (EnvironmentDocument.Read(reference, value, allowsDash).Error, $$$"""{"name":"{{{reference.Subpath}}}","attributes":{}}"""),
            DocumentTypes.Deploy when reference.Release is "" => (DeploymentIntent.Read(reference, value).Error, $$$"""{"release":"{{{reference.Package}}}/@r1","input":{}}"""),
            _ => (null, ""),
        };
        return wrong is null ? null : wrong with { Fix = $"operon state set --format json {reference} '{right}'" };
    }

    private static Result<JsonValue> Read(string given, string format, ReleaseSession session, Surroundings surroundings, CancellationToken stop)
    {
        if (given == FromInput)
        {
            using var content = new MemoryStream();
            surroundings.Input().CopyTo(content);
            given = Encoding.UTF8.GetString(content.ToArray());
            if (format == "string" && given.EndsWith('\n')) given = given[..^1];
        }

        return format switch
        {
            "json" => JsonValue.Parse(Encoding.UTF8.GetBytes(given)),
            "starlark" => session.Evaluate(given, stop),
            _ => (JsonValue)given,
        };
    }
}
