using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image ls</c>: lists the images of this machine.</summary>
internal static class ImageListCommand
{
    public static Command Build(Surroundings surroundings) => new Command("ls", "List the images of this machine").WithStore(surroundings, (_, store, _, _) =>
        Task.FromResult(store.List().TryGet(out var images, out var error) ? (Result<ImageAnswer>)ImageAnswer.Of(images.Select(i => ((string?)i.Reference, i.Digest.ToString()))) : error));
}
