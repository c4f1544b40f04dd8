namespace Operon.Runs.Events;

/// <summary>The image of a container was found. An event of its own, because a container's call has begun while its image is still sought.</summary>
/// <param name="Call">The container's call.</param>
/// <param name="Digest">Of the image's manifest; what is run is this image, whatever its reference means later.</param>
public sealed record ImageResolved(CallId Call, string Digest) : RunEvent(Call);
