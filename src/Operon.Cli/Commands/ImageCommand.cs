using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Containers.Images;
using Operon.Host;
using Operon.Host.Credentials;
using Operon.Host.Owners;
using Operon.Host.Processes;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image …</c>: looks after the images of this machine.</summary>
internal static class ImageCommand
{
    // Some helpers ask the user to unlock a store.
    private static readonly TimeSpan HelperPatience = TimeSpan.FromSeconds(30);

    public static Command Build(Surroundings surroundings) => new("image", "Look after the images of this machine")
    {
        ImageImportCommand.Build(surroundings),
        ImageListCommand.Build(surroundings),
        ImageLoadCommand.Build(surroundings),
        ImagePruneCommand.Build(surroundings),
        ImagePullCommand.Build(surroundings),
        ImageRemoveCommand.Build(surroundings),
    };

    /// <summary>Adds the options that all image commands have, and what the command does.</summary>
    /// <param name="command">The command with what is its own.</param>
    /// <param name="surroundings">Where it runs.</param>
    /// <param name="action">What it does with the store, and what it tells.</param>
    public static Command WithStore(this Command command, Surroundings surroundings, Func<ParseResult, ImageStore, ImagePuller, CancellationToken, Task<Result<ImageAnswer>>> action)
    {
        var format = RunsCommand.FormatOptions();
        foreach (var option in (Option[])[format.Json, format.Output]) command.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            // Layers hold files of users that an ordinary user is only in a namespace.
            var error = surroundings.PrepareForContainers();
            if (error is null && DataDirectory.Choose(parsed.DataDir(), surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out error) && (error = data.Refusal()) is null)
            {
                using var reaper = new Reaper();
                using var store = new ImageStore(data.Images, surroundings.Clock, reaper);
                using var puller = Puller(store, data, surroundings);
                if ((await action(parsed, store, puller, cancellation)).TryGet(out var answer, out error))
                {
                    await surroundings.Output.WriteAsync(answer.Write(parsed.WantsJson(format)), cancellation);
                    return 0;
                }
            }

            DiagnosticPrinter.Print(error, surroundings);
            return 1;
        });
        return command;
    }

    /// <summary>Fetches images with the logins and proxies of whoever started the program: those of <c>auth add</c> count before docker's.</summary>
    public static ImagePuller Puller(ImageStore store, DataDirectory data, Surroundings surroundings)
    {
        var helpers = new CredentialHelper(new ProcessRunner(surroundings.Clock), surroundings.Variable("PATH"), HelperPatience);
        return new ImagePuller(store, new CredentialChain(new LoginStore(data.Logins, surroundings.Clock), new DockerConfig(surroundings.Variable, helpers)), surroundings.Variable, surroundings.Clock);
    }
}
