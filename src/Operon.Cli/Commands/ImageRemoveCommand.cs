using System.CommandLine;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image rm REF</c>: takes the name of an image away.</summary>
internal static class ImageRemoveCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var name = new Argument<string>("REF") { Description = "What the image is called" };
        var dataDir = ImageCommand.DataDirOption();
        var command = new Command("rm", "Remove an image") { name, dataDir };
        command.SetAction((parsed, cancellation) => ImageCommand.WithStoreAsync(parsed.GetValue(dataDir), surroundings, async store =>
        {
            if (!ImageCommand.Reference(parsed.GetRequiredValue(name)).TryGet(out var reference, out var error)) return error;
            return await store.RemoveAsync(reference, cancellation) is { } failure ? failure : "";
        }));
        return command;
    }
}
