using Operon.Containers.Images;
using Operon.Host;

namespace Operon.Cli.Completion;

/// <summary>The images of this machine.</summary>
internal static class ImageCandidates
{
    public static IEnumerable<Candidate> Find(string word, CompletionContext context)
    {
        if (!DataDirectory.Choose(context.DataDir, context.Surroundings.Variable, context.Surroundings.WorkingDirectory).TryGet(out var data, out _)) return [];
        using var store = new ImageStore(data.Images, context.Surroundings.Clock);
        return store.List().TryGet(out var images, out _) ? [.. images.Select(i => new Candidate(i.Reference))] : [];
    }
}
