using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Containers.Images;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image load PATH [REF]</c>: takes in the images of an OCI layout or of an archive.</summary>
internal static class ImageLoadCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var source = new Argument<string>("PATH") { Description = "A directory or archive with an OCI image layout, or an archive of docker save" };
        var name = new Argument<string?>("REF") { Description = "What the image will be called", Arity = ArgumentArity.ZeroOrOne };
        return new Command("load", "Load images from a directory or archive") { source, name }.WithStore(surroundings, async (parsed, store, _, cancellation) =>
        {
            ImageReference? reference = null;
            if (parsed.GetValue(name) is { } text)
            {
                if (!ImageReference.Parse(text).TryGet(out reference, out var invalid)) return invalid;
            }

            var path = Path.Combine(surroundings.WorkingDirectory, parsed.GetRequiredValue(source));
            return (await store.LoadAsync(path, reference, cancellation)).TryGet(out var images, out var error)
                ? ImageAnswer.Of(images.Select(i => (i.Name == i.Digest.ToString() ? null : i.Name, i.Digest.ToString())))
                : error;
        });
    }
}
