using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Containers.Images;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image rm REF…</c>: takes names of images away.</summary>
internal static class ImageRemoveCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var names = new Argument<string[]>("REF") { Description = "What the image is called", Arity = ArgumentArity.OneOrMore };
        return new Command("rm", "Take the names of images away; 'image prune' makes the room free") { names }.WithStore(surroundings, async (parsed, store, _, cancellation) =>
        {
            var references = new List<ImageReference>();
            foreach (var name in parsed.GetRequiredValue(names))
            {
                if (!ImageReference.Parse(name).TryGet(out var reference, out var error)) return error;
                references.Add(reference);
            }

            return await store.RemoveAsync(references, cancellation) is { } failure ? (Result<ImageAnswer>)failure : ImageAnswer.Removed(references);
        });
    }
}
