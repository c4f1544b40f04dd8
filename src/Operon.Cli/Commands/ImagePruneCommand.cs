using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image prune</c>: removes what no image needs.</summary>
internal static class ImagePruneCommand
{
    public static Command Build(Surroundings surroundings) => new Command("prune", "Remove what has no name and is not in use").WithStore(surroundings, async (_, store, _, cancellation) =>
        (await store.PruneAsync(cancellation)).TryGet(out var pruned, out var error) ? (Result<ImageAnswer>)ImageAnswer.Of(pruned) : error);
}
