using System.CommandLine;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image import TAR REF</c>: makes an image of one layer from a root file system.</summary>
internal static class ImageImportCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var archive = new Argument<string>("TAR") { Description = "An archive of a root file system, plain or gzip" };
        var name = new Argument<string>("REF") { Description = "What the image will be called" };
        var dataDir = ImageCommand.DataDirOption();
        var command = new Command("import", "Make an image from a root file system") { archive, name, dataDir };
        command.SetAction((parsed, cancellation) => ImageCommand.WithStoreAsync(parsed.GetValue(dataDir), surroundings, async store =>
        {
            if (!ImageCommand.Reference(parsed.GetRequiredValue(name)).TryGet(out var reference, out var error)) return error;
            var path = Path.Combine(surroundings.WorkingDirectory, parsed.GetRequiredValue(archive));
            return (await store.ImportRootFsAsync(path, reference, cancellation)).TryGet(out var image, out error) ? (Result<string>)$"{reference} {image.Digest}" : error;
        }));
        return command;
    }
}
