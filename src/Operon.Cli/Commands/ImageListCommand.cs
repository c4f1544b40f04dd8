using System.CommandLine;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image ls</c>: lists the images of this machine.</summary>
internal static class ImageListCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var dataDir = ImageCommand.DataDirOption();
        var command = new Command("ls", "List the images of this machine") { dataDir };
        command.SetAction((parsed, _) => ImageCommand.WithStoreAsync(parsed.GetValue(dataDir), surroundings, store =>
            Task.FromResult(store.List().TryGet(out var images, out var error) ? (Result<string>)string.Join('\n', images.Select(i => $"{i.Reference} {i.Digest}")) : error)));
        return command;
    }
}
