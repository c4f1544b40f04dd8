using System.Collections.Concurrent;
using Operon.Containers.Images;
using Operon.Content.Locations;
using Operon.Host.Credentials;
using Operon.Opspec.Binding;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Runs;

/// <summary>
/// Finds the images of containers: in the local store, else at their registries. A registry is asked once for a reference, however
/// many calls use it.
/// </summary>
/// <param name="store">The images of this machine.</param>
/// <param name="puller">Fetches images; null when nothing is to be fetched.</param>
/// <param name="warn">Gets what is doubtful; from any thread.</param>
/// <param name="progress">Says who is told how far the pull of an image is, by the name the op gives it; from any thread.</param>
public sealed class ImageResolver(ImageStore store, ImagePuller? puller = null, Action<Diagnostic>? warn = null, Func<string, IPullProgress>? progress = null)
{
    private readonly ConcurrentDictionary<PullRequest, SharedTask<Result<Image>>> asked = new();

    /// <summary>Why the reference cannot name an image; null when it can.</summary>
    public static Diagnostic? Check(BoundImage image) => image.Reference is { } text && ImageReference.Parse(text.Text.ToString()).Error is { } error ? Told(image, error) : null;

    /// <summary>The image, or a diagnostic that says why it cannot be had and how it could.</summary>
    public async Task<Result<Image>> ResolveAsync(BoundImage image, CancellationToken cancellation)
    {
        var found = await FindAsync(image, cancellation);
        return found.Error is { } error ? Told(image, error) : found;
    }

    private async Task<Result<Image>> FindAsync(BoundImage image, CancellationToken cancellation)
    {
        if (image.Layout?.Location is LocalLocation layout) return await store.FromLayoutAsync(layout.Path, cancellation);
        if (!ImageReference.Parse(image.Reference?.Text.ToString() ?? "").TryGet(out var reference, out var error)) return error;
        var request = new PullRequest(reference, image.Architecture is { Text.IsEmpty: false } architecture ? ImagePlatform.Parse(architecture.Text.ToString()) : null, LoginOf(image));
        if (puller is null) return await store.FindAsync(reference, request.Platform, cancellation);
        while (true)
        {
            var shared = asked.GetOrAdd(request, r => new SharedTask<Result<Image>>(stop => puller.GetAsync(r, problem => warn?.Invoke(Told(image, problem)), image.IsSecret ? null : progress?.Invoke(image.ToString()), stop)));
            if (await shared.WaitAsync(cancellation) is { } result)
            {
                // A failure is told to all who waited; whoever comes later may be luckier.
                if (!result.IsOk) asked.TryRemove(new(request, shared));
                return result;
            }

            asked.TryRemove(new(request, shared));
        }
    }

    private static Login? LoginOf(BoundImage image) =>
        image is { Username: { } user, Password: { } password } ? new Login(user.Text.ToString(), password.Text.ToString()) : null;

    // The store names an image in its own form, in which a secret would not be recognised.
    private static Diagnostic Told(BoundImage image, Diagnostic error) =>
        image.IsSecret ? new Diagnostic(error.Rule, $"image {image} cannot be had") { Severity = error.Severity, Expected = "the name of an image that is in the local store or at its registry" } : error;
}
