using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Releases.Stores;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>state get</c>: prints a document.</summary>
[UnsupportedOSPlatform("windows")]
internal static class StateGetCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var argument = PackageOptions.Required();
        var command = new Command("get", "Print a document, or a value in one, as JSON");
        command.Add(argument);
        command.SetAction((parsed, _) =>
        {
            var text = parsed.GetRequiredValue(argument);
            return ReleaseContext.ReadAnywhereAsync(surroundings, parsed.DataDir(), (session, _) =>
            {
                if (!session.Parse(text).TryGet(out var reference, out var failure)) return Task.FromResult<Result<int>>(failure);
                if (session.Work.State.View.Get(reference) is not { } value) return Task.FromResult<Result<int>>(session.Work.State.View.Missing(reference));
                ReleaseContext.Write(surroundings, value.ToUtf8(isIndented: true));
                return Task.FromResult<Result<int>>(0);
            }, text);
        });
        return command;
    }
}
