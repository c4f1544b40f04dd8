namespace Operon.Opspec.Files;

/// <summary>Tells two states of a file apart without reading it.</summary>
/// <param name="Identity">Which file it is.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Changed">When its content or its attributes were changed last.</param>
public sealed record FileStamp(ulong Identity, long Size, DateTimeOffset Changed);
