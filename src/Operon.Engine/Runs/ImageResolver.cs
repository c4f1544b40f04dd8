using Operon.Containers.Images;
using Operon.Content.Locations;
using Operon.Opspec.Binding;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Runs;

/// <summary>Finds the images of containers in the local store.</summary>
/// <param name="store">The images of this machine.</param>
public sealed class ImageResolver(ImageStore store)
{
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
        return await store.FindAsync(reference, cancellation);
    }

    // The store names an image in its own form, in which a secret would not be recognised.
    private static Diagnostic Told(BoundImage image, Diagnostic error) =>
        image.IsSecret ? new Diagnostic(error.Rule, $"image {image} cannot be had") { Expected = "the name of an image that is in the local store" } : error;
}
