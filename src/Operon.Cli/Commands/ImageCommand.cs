using System.CommandLine;
using System.Text;
using Operon.Cli.Terminal;
using Operon.Containers.Images;
using Operon.Host;
using Operon.Host.Credentials;
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
        ImagePullCommand.Build(surroundings),
        ImageRemoveCommand.Build(surroundings),
    };

    public static Option<string?> DataDirOption() => new("--data-dir") { Description = "Where runs, images and containers are kept", HelpName = "DIR" };

    /// <summary>Fetches images with the logins and proxies of whoever started the program.</summary>
    public static ImagePuller Puller(ImageStore store, Surroundings surroundings)
    {
        var helpers = new CredentialHelper(new ProcessRunner(surroundings.Clock), surroundings.Variable("PATH"), HelperPatience);
        return new ImagePuller(store, new CredentialChain(new DockerConfig(surroundings.Variable, helpers)), surroundings.Variable, surroundings.Clock);
    }

    public static Result<ImageReference> Reference(string text) => ImageReference.Parse(text);

    /// <summary>Does something with the store and prints what comes of it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> WithStoreAsync(string? dataDir, Surroundings surroundings, Func<ImageStore, Task<Result<string>>> action)
    {
        // Layers hold files of users that an ordinary user is only in a namespace.
        var error = surroundings.PrepareForContainers();
        if (error is null
            && DataDirectory.Choose(dataDir, surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out error)
            && (error = data.Refusal()) is null
            && (await action(new ImageStore(data.Images, surroundings.Clock))).TryGet(out var said, out error))
        {
            if (said.Length > 0) await surroundings.Output.WriteAsync(Encoding.UTF8.GetBytes(said + "\n"));
            return 0;
        }

        DiagnosticPrinter.Print(error, surroundings);
        return 1;
    }
}
