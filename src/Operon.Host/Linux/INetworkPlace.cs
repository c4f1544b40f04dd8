namespace Operon.Host.Linux;

/// <summary>A network namespace, for those who do something in it. What is opened there, such as a socket, stays in it.</summary>
public interface INetworkPlace
{
    /// <summary>Does something short in the namespace. It must start no work that goes on elsewhere: no tasks, no threads.</summary>
    T Run<T>(Func<T> action);
}
