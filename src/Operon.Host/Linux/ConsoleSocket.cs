using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>A socket by which another program hands over a terminal that it has made, as OCI runtimes do.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ConsoleSocket : IDisposable
{
    /// <summary>The name of the socket in its folder.</summary>
    public const string Name = "terminal";

    private const int CloseOnExec = 0x40000000;
    private const int SocketLevel = 1;
    private const int Descriptors = 1;

    private readonly Socket listener;

    private ConsoleSocket(Socket listener) => this.listener = listener;

    /// <summary>Listens.</summary>
    /// <param name="folder">Where the socket is made; it is not removed.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public static ConsoleSocket Listen(string folder)
    {
        // The name of a socket may have 107 bytes, that of a folder more.
        using var place = Libc.OpenHandle(folder, Libc.ReadOnly | Libc.Folder);
        if (place.IsInvalid) throw LinuxError.Last($"open {folder}");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{place.DangerousGetHandle()}/{Name}")));
            socket.Listen(1);
            return new ConsoleSocket(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"cannot listen in {folder}: {e.Message}", e);
        }
    }

    /// <summary>Waits for the terminal.</summary>
    /// <param name="ended">Is cancelled when the program has ended.</param>
    /// <returns>It; null when the program has handed over none.</returns>
    public async Task<PseudoTerminal?> AcceptAsync(CancellationToken ended)
    {
        try
        {
            using var connection = await ConnectAsync(ended);
            return connection is not null && await connection.ReceiveAsync(new byte[1], SocketFlags.Peek, CancellationToken.None) > 0 && Receive(connection.SafeHandle) is { } near
                ? new PseudoTerminal(near, ended)
                : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private async Task<Socket?> ConnectAsync(CancellationToken ended)
    {
        try
        {
            return await listener.AcceptAsync(ended);
        }
        catch (OperationCanceledException)
        {
            // A short program has ended before it was listened to.
            return listener.Poll(TimeSpan.Zero, SelectMode.SelectRead) ? await listener.AcceptAsync(CancellationToken.None) : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private static unsafe SafeFileHandle? Receive(SafeSocketHandle connection)
    {
        const int LongestName = 4096;
        var name = stackalloc byte[LongestName];
        var part = new Part { Start = name, Length = LongestName };
        var control = new Control { Length = (nuint)sizeof(Control) };
        var message = new Message { Parts = &part, PartCount = 1, Control = &control, ControlLength = (nuint)sizeof(Control) };
        if (ReceiveMessage(connection, &message, CloseOnExec) <= 0 || message.ControlLength == 0) return null;
        return control is { Level: SocketLevel, Type: Descriptors } ? new SafeFileHandle(control.Descriptor, ownsHandle: true) : null;
    }

    // struct iovec, cmsghdr with one descriptor, msghdr; those of 64-bit machines.
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Control
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        public int Padding;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Message
    {
        public void* Name;
        public nuint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public Control* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(SafeSocketHandle socket, Message* message, int flags);
}
