using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Operon.Host.Linux;
using Operon.Host.Processes;

namespace Operon.Containers.Tests.Networking;

/// <summary>Does things inside of a network namespace, as a container does.</summary>
internal static class Inside
{
    /// <summary>Opens a socket there.</summary>
    public static Socket Socket(SafeFileHandle space, ProtocolType protocol) => Run(space, () =>
        new Socket(AddressFamily.InterNetwork, protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram, protocol));

    /// <summary>Does something on a thread that is there, and ends after it.</summary>
    public static T Run<T>(SafeFileHandle space, Func<T> action)
    {
        var (result, failure) = (default(T), default(Exception));
        var thread = new Thread(() =>
        {
            try
            {
                NetworkNamespace.Enter(space);
                result = action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        }) { Name = "inside" };
        thread.UnsafeStart();
        thread.Join();
        return failure is null ? result! : throw new IOException(failure.Message, failure);
    }

    /// <summary>Runs a shell command there; what it wrote, standard error after standard output.</summary>
    public static async Task<string> ShellAsync(SafeFileHandle space, string command)
    {
        var path = $"/proc/{Environment.ProcessId}/fd/{space.DangerousGetHandle()}";
        var result = (await new ProcessRunner(TimeProvider.System).RunAsync(new HelperProgram("nsenter", $"--net={path}", "sh", "-c", command), CancellationToken.None)).Value;
        return Encoding.UTF8.GetString(result.Output.Span) + Encoding.UTF8.GetString(result.Error.Span);
    }

    /// <summary>Listens there.</summary>
    public static Socket Listen(SafeFileHandle space, int port)
    {
        var listener = Socket(space, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Any, port));
        listener.Listen();
        return listener;
    }
}
