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
    public static Diagnostic? Check(BoundImage image) => image.Reference is { } text ? ImageReference.Parse(text).Error : null;

    /// <summary>The image, or a diagnostic that says why it cannot be had and how it could.</summary>
    public async Task<Result<Image>> ResolveAsync(BoundImage image, CancellationToken cancellation)
    {
        if (image.Layout is LocalLocation layout) return await store.FromLayoutAsync(layout.Path, cancellation);
        if (!ImageReference.Parse(image.Reference ?? "").TryGet(out var reference, out var error)) return error;
        return await store.FindAsync(reference, cancellation);
    }
}
