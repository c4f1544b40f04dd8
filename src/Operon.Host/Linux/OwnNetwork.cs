namespace Operon.Host.Linux;

/// <summary>The network namespace that the process is in.</summary>
public sealed class OwnNetwork : INetworkPlace
{
    /// <summary>There is one only.</summary>
    public static OwnNetwork Instance { get; } = new();

    /// <inheritdoc/>
    public T Run<T>(Func<T> action) => action();
}
