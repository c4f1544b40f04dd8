using Operon.Content;

namespace Operon.Containers.Images;

/// <summary>Where the parts of an image come from.</summary>
internal interface IImageContent
{
    /// <summary>Opens a part, seekable; null when it is not there. Its digest is checked by who reads it.</summary>
    Stream? TryOpen(Digest digest);
}
