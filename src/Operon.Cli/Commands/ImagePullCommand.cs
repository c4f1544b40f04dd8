using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Containers.Images;
using Operon.Text;

namespace Operon.Cli.Commands;

/// <summary><c>image pull REF</c>: fetches an image from its registry.</summary>
internal static class ImagePullCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var name = new Argument<string>("REF") { Description = "What the image is called, such as alpine:3.20 or ghcr.io/me/tool" };
        var platform = new Option<string?>("--platform") { Description = "For what machine, such as linux/arm64; without it for this one", HelpName = "PLATFORM" };
        return new Command("pull", "Fetch an image from its registry") { name, platform }.WithStore(surroundings, async (parsed, _, puller, cancellation) =>
        {
            if (!ImageReference.Parse(parsed.GetRequiredValue(name)).TryGet(out var reference, out var error)) return error;
            var request = new PullRequest(reference, parsed.GetValue(platform) is { } text ? ImagePlatform.Parse(text) : null);
            return (await puller.PullAsync(request, new PullLines(surroundings.Error), cancellation)).TryGet(out var image, out error) ? ImageAnswer.Of([(reference.ToString(), image.Digest.ToString())]) : error;
        });
    }
}
