using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux.Netlink;

/// <summary>
/// A socket to the kernel's network configuration (<c>netlink(7)</c>). It belongs to the network namespace that its thread was in
/// when it was opened, whatever thread uses it later. Not safe for concurrent use.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class NetlinkSocket : IDisposable
{
    /// <summary>Length of the head of every message.</summary>
    public const int HeadSize = 16;

    /// <summary>More than the kernel puts into one datagram.</summary>
    private const int LargestDatagram = 1 << 16;
    private const int Family = 16;
    private const int RawType = 3;
    private const int OptionLevel = 270;
    private const int ShortAcknowledgements = 10;
    private const int ExplainedErrors = 11;
    private const int InterruptedError = 4;
    private const int SocketLevel = 1;
    private const int ReceiveTimeout = 20;
    private const int PatienceSeconds = 10;
    private const ushort ErrorType = 2;
    private const ushort DoneType = 3;
    private const ushort ExplanationFollows = 0x200;
    private const int ExplanationAttribute = 1;

    private readonly SafeFileHandle handle;
    private readonly byte[] received = new byte[LargestDatagram];
    private uint sequence;

    private NetlinkSocket(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Opens a socket in the network namespace of the calling thread.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static NetlinkSocket Open(NetlinkFamily family)
    {
        var socket = new SafeFileHandle(SocketCall(Family, RawType | Libc.CloseOnExec, (int)family), ownsHandle: true);
        if (socket.IsInvalid) throw LinuxError.Last("open a netlink socket");
        var on = 1;

        // It answers at once, or never.
        Span<long> patience = [PatienceSeconds, 0];
        _ = SetPatience(socket, SocketLevel, ReceiveTimeout, ref MemoryMarshal.GetReference(patience), 2 * sizeof(long));

        // Kernels that do not know these only say less.
        _ = SetOption(socket, OptionLevel, ShortAcknowledgements, ref on, sizeof(int));
        _ = SetOption(socket, OptionLevel, ExplainedErrors, ref on, sizeof(int));
        return new NetlinkSocket(socket);
    }

    /// <summary>Asks for something in one or several steps, in one system call. What follows a step that fails is still tried.</summary>
    /// <exception cref="NetlinkException">The first refusal.</exception>
    public void Execute(params ReadOnlySpan<NetlinkRequest> requests)
    {
        var first = sequence + 1;
        Send(requests);
        NetlinkException? refusal = null;
        foreach (var request in requests)
        {
            if (!request.Flags.HasFlag(NetlinkFlags.Acknowledge)) continue;
            var (answered, problem) = ReadAnswer(requests, first);
            refusal ??= problem;

            // A batch that is refused as a whole is answered once.
            if (!answered.Flags.HasFlag(NetlinkFlags.Acknowledge)) break;
        }

        if (refusal is not null) throw refusal;
    }

    /// <summary>Asks for entries.</summary>
    /// <param name="request">With <see cref="NetlinkFlags.Dump"/>, or for a single entry.</param>
    /// <param name="read">Receives the content of each, without the head.</param>
    /// <exception cref="NetlinkException">It was refused; also when a single entry does not exist.</exception>
    public void Query(NetlinkRequest request, NetlinkVisitor read)
    {
        var isDump = request.Flags.HasFlag(NetlinkFlags.Dump);
        Send(request);
        while (true)
        {
            var rest = (ReadOnlySpan<byte>)Receive();
            while (TryTake(ref rest, out var message))
            {
                if (message.Sequence != sequence) continue;
                if (message.Type == DoneType) return;
                if (message.Type == ErrorType)
                {
                    if (Refusal(message, request) is { } refusal) throw refusal;
                    return;
                }

                read(message.Content);
                if (!isDump) return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out Message message)
    {
        message = default;
        if (rest.Length < HeadSize) return false;
        var length = (int)MemoryMarshal.Read<uint>(rest);
        if (length < HeadSize || length > rest.Length) return false;
        message = new Message
        {
            Type = MemoryMarshal.Read<ushort>(rest[4..]),
            Flags = MemoryMarshal.Read<ushort>(rest[6..]),
            Sequence = MemoryMarshal.Read<uint>(rest[8..]),
            Content = rest[HeadSize..length],
        };
        rest = rest[Math.Min(rest.Length, (length + 3) & ~3)..];
        return true;
    }

    private static NetlinkException? Refusal(Message message, NetlinkRequest request)
    {
        var error = -MemoryMarshal.Read<int>(message.Content);
        if (error == 0) return null;
        var reason = Marshal.GetPInvokeErrorMessage(error);
        if ((message.Flags & ExplanationFollows) != 0)
        {
            foreach (var attribute in new NetlinkAttributes(message.Content[(4 + HeadSize)..]))
            {
                if (attribute.Type == ExplanationAttribute) reason = Encoding.UTF8.GetString(attribute.Value).TrimEnd('\0', '.');
            }
        }

        return new NetlinkException(request.Purpose, reason, error);
    }

    private (NetlinkRequest Request, NetlinkException? Refusal) ReadAnswer(ReadOnlySpan<NetlinkRequest> requests, uint first)
    {
        while (true)
        {
            var rest = (ReadOnlySpan<byte>)Receive();
            while (TryTake(ref rest, out var message))
            {
                // What is no answer, or one to something older, is not for us.
                if (message.Type != ErrorType || message.Sequence - first >= requests.Length) continue;
                var request = requests[(int)(message.Sequence - first)];
                return (request, Refusal(message, request));
            }
        }
    }

    private unsafe void Send(params ReadOnlySpan<NetlinkRequest> requests)
    {
        using var batch = new MemoryStream();
        foreach (var request in requests) batch.Write(request.Finish(++sequence));
        var bytes = batch.GetBuffer();
        nint sent;
        fixed (byte* start = bytes)
        {
            do sent = SendCall(handle, start, (nuint)batch.Length, 0);
            while (sent < 0 && Marshal.GetLastPInvokeError() == InterruptedError);
        }

        if (sent < 0) throw LinuxError.Last(requests[0].Purpose);
    }

    private unsafe Span<byte> Receive()
    {
        nint length;
        fixed (byte* start = received)
        {
            do length = ReceiveCall(handle, start, (nuint)received.Length, 0);
            while (length < 0 && Marshal.GetLastPInvokeError() == InterruptedError);
        }

        return length < 0 ? throw LinuxError.Last("read from a netlink socket") : received.AsSpan(0, (int)length);
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int SocketCall(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeFileHandle socket, int level, int option, ref int value, int size);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetPatience(SafeFileHandle socket, int level, int option, ref long value, int size);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint SendCall(SafeFileHandle socket, byte* bytes, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static unsafe partial nint ReceiveCall(SafeFileHandle socket, byte* bytes, nuint count, int flags);

    private ref struct Message
    {
        public ushort Type;
        public ushort Flags;
        public uint Sequence;
        public ReadOnlySpan<byte> Content;
    }
}
