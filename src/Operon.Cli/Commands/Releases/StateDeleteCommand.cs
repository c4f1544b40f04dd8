using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Releases.Checkouts;
using Operon.Text.Diagnostics;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>state delete</c>: removes an intent.</summary>
[UnsupportedOSPlatform("windows")]
internal static class StateDeleteCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var argument = PackageOptions.Required();
        var command = new Command("delete", "Set that something should not be; `state apply` makes it so");
        command.Add(argument);
        command.SetAction((parsed, _) =>
        {
            var text = parsed.GetRequiredValue(argument);
            return ReleaseContext.RunAnywhereAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, surroundings, stop), text);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string text, Surroundings surroundings, CancellationToken stop)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        if (reference.Fragment.Length > 0) return StoreTransaction.HasFragment(reference);
        var deleted = await session.Work.Intents.UpdateAsync<bool>($"delete {reference}", intents => intents.Delete(reference) ? true : Missing(session, intents, reference), stop);
        if (!deleted.TryGet(out _, out failure)) return failure;
        if (reference is { IsGlobal: true, Type: DocumentTypes.Environment } && !surroundings.IsOcuroot)
        {
            await surroundings.Error.WriteLineAsync($"operon state apply {reference} takes it away, with what is deployed there; remove its register_environment too, or the next release of that file registers it again");
        }

        return 0;
    }

    // What is, without anybody having said so, is nothing that can be unsaid.
    private static Diagnostic Missing(ReleaseSession session, DocumentView intents, Reference reference)
    {
        if (!session.Work.State.View.Exists(reference.ToString())) return intents.Missing(reference);
        return DocumentView.NotFound(reference) with { Message = $"ref not found: there is no intent for {reference}, which is in the state", Expected = "something that is intended: a custom value, an environment or a deployment", Fix = "list what is intended otherwise than it is: operon state diff" };
    }
}
