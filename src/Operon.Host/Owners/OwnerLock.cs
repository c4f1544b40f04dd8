using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Host.Owners;

/// <summary>
/// A lock file that one owner holds until it lets go or dies by any cause. The file says who it is.
/// </summary>
/// <remarks>
/// The lock is one of the open file description (<c>F_OFD_SETLK</c>): like <c>flock</c> it ends with its owner and
/// excludes others of the same process too, but it can be asked for without being taken, so that somebody who looks
/// never makes somebody who wants it fail. The file stays behind when the lock ends; who removes it must hold it.
/// </remarks>
[UnsupportedOSPlatform("windows")]
public sealed class OwnerLock : IDisposable
{
    private const uint Mode = 0b110_000_000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly SafeFileHandle held;

    private OwnerLock(string path, SafeFileHandle file)
    {
        Path = path;
        held = file;
    }

    /// <summary>The lock file.</summary>
    public string Path { get; }

    /// <summary>Takes the lock, without waiting. The file is created (mode 0600) where it is missing.</summary>
    /// <param name="path">The lock file; its folder must be there.</param>
    /// <param name="owner">Who takes it.</param>
    /// <returns>The lock, or <see cref="HostRules.LockHeld"/>, or <see cref="HostRules.FileFailed"/>.</returns>
    public static Result<OwnerLock> Acquire(string path, OwnerIdentity owner)
    {
        while (true)
        {
            var file = Libc.OpenHandle(path, Libc.ReadWrite | Libc.Create | Libc.NoFollow, Mode);
            if (file.IsInvalid) return Failed("open", path, file);

            var record = new Libc.RecordLock { Type = Libc.WriteLock };
            if (Libc.Control(file, Libc.SetOpenFileLock, ref record) != 0)
            {
                if (Marshal.GetLastPInvokeError() is not (Libc.AgainError or Libc.AccessError)) return Failed("lock", path, file);
                var holder = ReadOwner(file);
                file.Dispose();
                return new Diagnostic(HostRules.LockHeld, holder is null ? $"{path} is held by another process" : $"{path} is held by process {holder.ProcessId}")
                {
                    Fix = "wait until that process has ended, or end it",
                };
            }

            // The holder before us may have removed the file between our opening and locking it.
            if (LinkCount(file) == 0)
            {
                file.Dispose();
                continue;
            }

            try
            {
                var text = Encoding.UTF8.GetBytes($"{owner}\n");
                RandomAccess.Write(file, text, 0);
                RandomAccess.SetLength(file, text.Length);
                return new OwnerLock(path, file);
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                file.Dispose();
                return FileFailure.From("write", path, e);
            }
        }
    }

    /// <summary>Takes the lock when it becomes free: for locks that are held for short.</summary>
    /// <param name="path">The lock file; its folder must be there.</param>
    /// <param name="owner">Who takes it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The lock, or <see cref="HostRules.FileFailed"/>.</returns>
    public static async Task<Result<OwnerLock>> WaitAsync(string path, OwnerIdentity owner, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            var taken = Acquire(path, owner);
            if (taken.IsOk || taken.Error!.Rule != HostRules.LockHeld) return taken;
            await Task.Delay(Poll, time, cancellation);
        }
    }

    /// <summary>Whether somebody holds the lock now, this process included. A missing file is held by nobody.</summary>
    public static bool IsHeld(string path)
    {
        using var file = Libc.OpenHandle(path, Libc.ReadWrite | Libc.NoFollow);
        return !file.IsInvalid && HasHolder(file);
    }

    /// <summary>Who holds the lock now; null when nobody does, or nobody who said so.</summary>
    public static OwnerIdentity? HolderOf(string path)
    {
        using var file = Libc.OpenHandle(path, Libc.ReadWrite | Libc.NoFollow);
        return !file.IsInvalid && HasHolder(file) ? ReadOwner(file) : null;
    }

    /// <summary>Lets go. The file stays.</summary>
    public void Dispose()
    {
        if (held.IsClosed) return;

        // Closing is not enough: a child process just forked shares the lock until it starts its program. When
        // unlocking fails all the same, closing is what there is.
        var record = new Libc.RecordLock { Type = Libc.Unlocked };
        _ = Libc.Control(held, Libc.SetOpenFileLock, ref record);
        held.Dispose();
    }

    private static bool HasHolder(SafeFileHandle file)
    {
        var record = new Libc.RecordLock { Type = Libc.WriteLock };
        return Libc.Control(file, Libc.GetOpenFileLock, ref record) == 0 && record.Type != Libc.Unlocked;
    }

    private static OwnerIdentity? ReadOwner(SafeFileHandle file)
    {
        try
        {
            Span<byte> bytes = stackalloc byte[256];
            return OwnerIdentity.Parse(Encoding.UTF8.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]));
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }

    private static unsafe uint LinkCount(SafeFileHandle file)
    {
        const int size = 256;
        const int linkCountOffset = 16;
        var status = stackalloc byte[size];
        return Libc.Status(file, "", Libc.EmptyPath, Libc.LinkCountMask, status) == 0 ? *(uint*)(status + linkCountOffset) : 1;
    }

    private static Diagnostic Failed(string verb, string path, SafeFileHandle file)
    {
        var error = Marshal.GetLastPInvokeError();
        file.Dispose();
        return new Diagnostic(HostRules.FileFailed, $"cannot {verb} {path}: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
