using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Containers.Images;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image import TAR REF</c>: makes an image of one layer from a root file system.</summary>
internal static class ImageImportCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var archive = new Argument<string>("TAR") { Description = "An archive of a root file system: plain, gzip or zstd" };
        var name = new Argument<string>("REF") { Description = "What the image will be called" };
        return new Command("import", "Make an image from a root file system") { archive, name }.WithStore(surroundings, async (parsed, store, _, cancellation) =>
        {
            if (!ImageReference.Parse(parsed.GetRequiredValue(name)).TryGet(out var reference, out var error)) return error;
            var path = Path.Combine(surroundings.WorkingDirectory, parsed.GetRequiredValue(archive));
            return (await store.ImportRootFsAsync(path, reference, cancellation)).TryGet(out var image, out error) ? ImageAnswer.Of([(reference.ToString(), image.Digest.ToString())]) : error;
        });
    }
}
