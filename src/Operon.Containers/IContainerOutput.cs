namespace Operon.Containers;

/// <summary>Receives what a container writes, byte for byte.</summary>
public interface IContainerOutput
{
    /// <summary>
    /// Takes the next bytes of a stream. Calls for one stream come one after another and in order; those for the two
    /// streams may overlap. While a call lasts, no more of that stream is read, so a slow receiver slows the container
    /// down and never fills the memory.
    /// </summary>
    /// <param name="stream">Which stream.</param>
    /// <param name="chunk">1 to 32,768 bytes, ending after a newline where one came in time. Valid until the call ends.</param>
    ValueTask WriteAsync(ContainerStream stream, ReadOnlyMemory<byte> chunk);
}
