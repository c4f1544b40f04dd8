using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Releases.Checkouts;
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
            return ReleaseContext.RunAnywhereAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, stop), text);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string text, CancellationToken stop)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        if (reference.Fragment.Length > 0) return StoreTransaction.HasFragment(reference);
        var deleted = await session.Work.Intents.UpdateAsync<bool>($"delete {reference}", intents => intents.Delete(reference) ? true : intents.Missing(reference), stop);
        return deleted.TryGet(out _, out failure) ? 0 : failure;
    }
}
