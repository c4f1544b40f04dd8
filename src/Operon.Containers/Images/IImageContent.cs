namespace Operon.Containers.Images;

/// <summary>Where the parts of an image come from.</summary>
internal interface IImageContent
{
    /// <summary>Opens a part, to be read once from its start; null when it is not there. Its digest is checked by who reads it.</summary>
    /// <exception cref="ContentException">It may be there, but cannot be had; reading may throw it too.</exception>
    Task<Stream?> OpenAsync(OciDescriptor part, CancellationToken cancellationToken);
}
