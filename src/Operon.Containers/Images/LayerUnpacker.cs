using System.Formats.Tar;
using System.Runtime.Versioning;
using System.Text;
using Operon.Content;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>
/// Unpacks one layer into a directory that can be a lower directory of an overlay: whiteouts become what overlay
/// takes for them. The archive is not trusted: nothing is written, linked or read outside the directory. The
/// directory must be one that nobody else can write to.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class LayerUnpacker
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";
    private const string XattrRecord = "SCHILY.xattr.";
    private const UnixFileMode PlainDirectory = (UnixFileMode)0b111_101_101;

    private readonly string root;
    private readonly HashSet<string> realDirectories = new(StringComparer.Ordinal);
    private readonly List<(string Path, DateTime Time)> directoryTimes = [];

    private LayerUnpacker(string root) => this.root = root;

    /// <summary>Unpacks a layer.</summary>
    /// <param name="layer">The archive, plain or packed, at its start; closed afterwards.</param>
    /// <param name="root">An existing empty directory.</param>
    /// <param name="limits">What it may grow to.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The digests of the archive as it came and of its uncompressed form.</returns>
    public static async Task<Result<(Digest Blob, Digest Diff)>> UnpackAsync(Stream layer, string root, UnpackLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            return await LayerPipeline.RunAsync(layer, limits, plain =>
            {
                using var tar = new TarReader(new BufferedStream(plain, 1 << 17), leaveOpen: true);
                new LayerUnpacker(root).UnpackAll(tar, cancellationToken);
            }, cancellationToken);
        }
        catch (ContentException e)
        {
            return e.Diagnostic;
        }
        catch (RefusedEntryException e)
        {
            return new Diagnostic(ImageRules.UnsafeLayer, e.Message);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException or ArgumentException)
        {
            return new Diagnostic(ImageRules.UnsafeLayer, $"the layer is no readable archive: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Diagnostic(ImageRules.StoreFailed, $"cannot unpack a layer: {FileFailure.Reason(e)}");
        }
    }

    private void UnpackAll(TarReader tar, CancellationToken cancellationToken)
    {
        File.SetUnixFileMode(root, PlainDirectory);
        realDirectories.Add("");
        while (tar.GetNextEntry() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes) continue;
            Unpack(entry);
        }

        // Last, because every entry made in a directory changes its time.
        foreach (var (path, time) in directoryTimes)
        {
            if (Directory.Exists(path)) Directory.SetLastWriteTimeUtc(path, time);
        }
    }

    private void Unpack(TarEntry entry)
    {
        var name = Clean(entry.Name, "entry");
        if (name.Length == 0)
        {
            if (entry.EntryType == TarEntryType.Directory) SetAttributes(entry, root, isDirectory: true);
            return;
        }

        var slash = name.LastIndexOf('/');
        var (parent, last) = slash < 0 ? ("", name) : (name[..slash], name[(slash + 1)..]);
        RequireDirectory(parent, name);
        var path = PathOf(name);

        if (last == Opaque)
        {
            FileOwnership.SetAttribute(PathOf(parent), "trusted.overlay.opaque", "y"u8);
        }
        else if (last.StartsWith(Whiteout, StringComparison.Ordinal))
        {
            HideLower(parent, last[Whiteout.Length..], name);
        }
        else
        {
            Make(entry, name, path);
        }
    }

    private void HideLower(string parent, string hidden, string name)
    {
        if (hidden is "" or "." or "..") throw new RefusedEntryException($"whiteout '{name}' hides nothing");

        // A whiteout is about lower layers only: what this layer has at the name stays.
        var path = PathOf(parent.Length == 0 ? hidden : parent + "/" + hidden);
        if (KindOf(path) == EntryKind.Missing) FileOwnership.MakeDevice(path, block: false, 0, 0);
    }

    private void Make(TarEntry entry, string name, string path)
    {
        var isDirectory = entry.EntryType == TarEntryType.Directory;
        var there = KindOf(path);
        if (there != EntryKind.Missing && !(isDirectory && there == EntryKind.Directory)) Remove(path, name, there);

        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(path);
                realDirectories.Add(name);
                directoryTimes.Add((path, entry.ModificationTime.UtcDateTime));
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Share = FileShare.Read }))
                {
                    entry.DataStream?.CopyTo(file);
                }

                break;
            case TarEntryType.SymbolicLink:
                // Where it points is for the container to resolve, inside its own root.
                File.CreateSymbolicLink(path, entry.LinkName);
                FileOwnership.Set(path, entry.Uid, entry.Gid);
                return;
            case TarEntryType.HardLink:
                FileOwnership.HardLink(LinkTarget(entry, name), path);
                return;
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice:
                var device = (PosixTarEntry)entry;
                FileOwnership.MakeDevice(path, entry.EntryType == TarEntryType.BlockDevice, device.DeviceMajor, device.DeviceMinor);
                break;
            case TarEntryType.Fifo:
                FileOwnership.MakePipe(path);
                break;
            default:
                throw new RefusedEntryException($"entry '{name}' is of type {entry.EntryType}, which layers do not hold");
        }

        SetAttributes(entry, path, isDirectory);
    }

    private string LinkTarget(TarEntry entry, string name)
    {
        var target = Clean(entry.LinkName, "target of hard link");
        var slash = target.LastIndexOf('/');
        if (slash > 0) RequireDirectory(target[..slash], target);
        var path = PathOf(target);
        return KindOf(path) is EntryKind.Missing or EntryKind.Directory
            ? throw new RefusedEntryException($"hard link '{name}' names '{target}', which is no file of the layer")
            : path;
    }

    private static void SetAttributes(TarEntry entry, string path, bool isDirectory)
    {
        // In this order: a change of the owner takes set-user-id bits and capabilities away.
        FileOwnership.Set(path, entry.Uid, entry.Gid);
        File.SetUnixFileMode(path, entry.Mode);
        if (entry is PaxTarEntry pax)
        {
            foreach (var (key, value) in pax.ExtendedAttributes)
            {
                // trusted.* would speak to overlay itself, security labels belong to the other machine.
                var attribute = key.StartsWith(XattrRecord, StringComparison.Ordinal) ? key[XattrRecord.Length..] : "";
                if (attribute == "security.capability" || attribute.StartsWith("user.", StringComparison.Ordinal)) SetXattr(path, attribute, value);
            }
        }

        if (!isDirectory) File.SetLastWriteTimeUtc(path, entry.ModificationTime.UtcDateTime);
    }

    private static void SetXattr(string path, string attribute, string value)
    {
        if (value.Contains('\ufffd')) throw new RefusedEntryException($"attribute {attribute} of '{Path.GetFileName(path)}' holds bytes that cannot be kept");
        FileOwnership.SetAttribute(path, attribute, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Walks down to a directory, making what is missing. No step of the way may be a link.</summary>
    private void RequireDirectory(string name, string entry)
    {
        if (realDirectories.Contains(name)) return;
        var slash = name.LastIndexOf('/');
        RequireDirectory(slash < 0 ? "" : name[..slash], entry);

        var path = PathOf(name);
        switch (KindOf(path))
        {
            case EntryKind.Directory:
                break;
            case EntryKind.Missing:
                Directory.CreateDirectory(path);
                File.SetUnixFileMode(path, PlainDirectory);
                break;
            default:
                throw new RefusedEntryException($"entry '{entry}' goes through '{name}', which is no directory of the layer");
        }

        realDirectories.Add(name);
    }

    private void Remove(string path, string name, EntryKind kind)
    {
        if (kind == EntryKind.Directory)
        {
            FolderTree.Remove(path);
            realDirectories.RemoveWhere(d => d == name || d.StartsWith(name + "/", StringComparison.Ordinal));
        }
        else
        {
            File.Delete(path);
        }
    }

    private string PathOf(string name) => name.Length == 0 ? root : root + "/" + name;

    private static string Clean(string name, string what)
    {
        if (name.StartsWith('/')) throw new RefusedEntryException($"{what} '{name}' is absolute");
        if (name.Contains('\0') || name.Contains('\ufffd')) throw new RefusedEntryException($"{what} '{name}' is not UTF-8");
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToArray();
        return parts.Contains("..") ? throw new RefusedEntryException($"{what} '{name}' leaves the layer") : string.Join('/', parts);
    }

    private static EntryKind KindOf(string path)
    {
        var attributes = new FileInfo(path).Attributes;
        return (int)attributes == -1 ? EntryKind.Missing
            : attributes.HasFlag(FileAttributes.ReparsePoint) ? EntryKind.Other
            : attributes.HasFlag(FileAttributes.Directory) ? EntryKind.Directory
            : EntryKind.Other;
    }

    private enum EntryKind
    {
        Missing,
        Directory,
        Other,
    }

    private sealed class RefusedEntryException(string message) : Exception(message);
}
