using System.Runtime.Versioning;
using System.Text;
using Operon.Containers.Images.Archives;
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
internal sealed class LayerUnpacker : IDisposable
{
    // Root of a user namespace may not write trusted attributes; overlay is told to read its own there.
    private static readonly string OpaqueAttribute = UserNamespace.IsInside ? "user.overlay.opaque" : "trusted.overlay.opaque";
    private const string Capabilities = "security.capability";
    private const int LongestName = 4095;

    private readonly TreeWriter tree;
    private readonly UnpackLimits limits;
    private readonly List<(byte[] Path, TreeAttributes Attributes)> folders = [];
    private long entries;

    private LayerUnpacker(string root, UnpackLimits limits)
    {
        tree = TreeWriter.Open(root);
        this.limits = limits;
    }

    private static ReadOnlySpan<byte> Whiteout => ".wh."u8;

    private static ReadOnlySpan<byte> Opaque => ".wh..wh..opq"u8;

    // Of a union file system that was before overlay; nobody means anything by them now.
    private static ReadOnlySpan<byte> Leftover => ".wh..wh."u8;

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
                using var unpacker = new LayerUnpacker(root, limits);
                unpacker.UnpackAll(new TarReader(plain), cancellationToken);
            }, cancellationToken);
        }
        catch (ContentException e)
        {
            return e.Diagnostic;
        }
        catch (RefusedEntryException e)
        {
            return new Diagnostic(e.Rule, e.Message);
        }
        catch (InvalidDataException e)
        {
            return new Diagnostic(ImageRules.UnsafeLayer, $"the layer is no archive that can be read: {e.Message.TrimEnd('.')}");
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return new Diagnostic(ImageRules.StoreFailed, $"cannot unpack a layer: {FileFailure.Reason(e)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => tree.Dispose();

    private void UnpackAll(TarReader archive, CancellationToken cancellationToken)
    {
        using (var root = tree.OpenFolder(default)!) root.SetOwner(new TreeAttributes(0, 0, 0b111_101_101, 0, 0));
        while (archive.Next() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++entries > limits.Entries) throw new RefusedEntryException(ImageRules.TooLarge, $"a layer has more than {limits.Entries} entries");
            Unpack(entry, archive);
        }

        // Last, because every entry made in a directory changes its time; and a link may stand where one was.
        foreach (var (path, attributes) in folders)
        {
            using var folder = tree.OpenFolder(path);
            folder?.SetTime(attributes);
        }
    }

    private void Unpack(TarEntry entry, TarReader archive)
    {
        var name = Clean(entry.Name, "entry");
        if (name.Length == 0)
        {
            if (entry.Kind == TarEntryKind.Folder) SetFolder(entry, name);
            return;
        }

        var (parent, last) = Split(name);
        Enter(parent, name);
        if (last.SequenceEqual(Opaque)) MakeOpaque(parent);
        else if (last.StartsWith(Leftover)) return;
        else if (last.StartsWith(Whiteout)) HideLower(parent, last[Whiteout.Length..], name);
        else Make(entry, archive, name, last);
    }

    private void HideLower(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> hidden, byte[] name)
    {
        if (hidden.IsEmpty || hidden.SequenceEqual("."u8) || hidden.SequenceEqual(".."u8)) throw Refused($"the whiteout '{Shown(name)}' hides nothing");

        // A whiteout is about lower layers only: what this layer has at the name stays, and hides them itself.
        switch (tree.Look(hidden))
        {
            case TreeEntryKind.Missing:
                tree.MakeWhiteout(hidden);
                break;
            case TreeEntryKind.Folder:
                MakeOpaque(Join(parent, hidden));
                break;
            default:
                break;
        }
    }

    private void Make(TarEntry entry, TarReader archive, byte[] name, ReadOnlySpan<byte> last)
    {
        var attributes = AttributesOf(entry);
        if (entry.Kind == TarEntryKind.File)
        {
            // Most names are new: only when one is not is it looked at.
            var file = tree.TryMakeFile(last) ?? MakeRoom(last).TryMakeFile(last) ?? throw new IOException($"{Shown(name)} cannot be made");
            using (file) Fill(file, entry, archive, attributes, name);
            return;
        }

        if (entry.Kind == TarEntryKind.Folder)
        {
            if (tree.Look(last) is var there && there != TreeEntryKind.Folder)
            {
                if (there != TreeEntryKind.Missing) tree.Remove(last, there);
                tree.MakeFolder(last);
                if (there == TreeEntryKind.Whiteout) MakeOpaque(name);
            }

            SetFolder(entry, name);
            return;
        }

        // A link to itself must not remove what it links to.
        var target = entry.Kind == TarEntryKind.HardLink ? Clean(entry.Link, "target of hard link") : [];
        if (entry.Kind == TarEntryKind.HardLink && target.AsSpan().SequenceEqual(name)) return;
        MakeRoom(last);
        switch (entry.Kind)
        {
            case TarEntryKind.SymbolicLink:
                // Where it points is for the container to resolve, inside its own root.
                if (entry.Link.Length is 0 or > LongestName || entry.Link.AsSpan().Contains((byte)0)) throw Refused($"the link '{Shown(name)}' leads nowhere");
                tree.MakeLink(last, entry.Link, attributes);
                break;
            case TarEntryKind.HardLink:
                var (folder, existing) = Split(target);
                if (target.Length == 0 || !tree.TryMakeHardLink(folder, existing, last)) throw Refused($"the hard link '{Shown(name)}' names '{Shown(target)}', which is no file of the layer");
                break;
            case TarEntryKind.CharacterDevice or TarEntryKind.BlockDevice when UserNamespace.IsInside:
                // Nobody may make devices there, and containers get a /dev of their own.
                break;
            case TarEntryKind.CharacterDevice or TarEntryKind.BlockDevice:
                tree.MakeDevice(last, entry.Kind == TarEntryKind.BlockDevice, entry.DeviceMajor, entry.DeviceMinor, attributes);
                break;
            default:
                tree.MakePipe(last, attributes);
                break;
        }
    }

    private void Fill(TreeFile file, TarEntry entry, TarReader archive, TreeAttributes attributes, byte[] name)
    {
        if (entry.Fragments is null)
        {
            while (archive.Read(long.MaxValue) is { IsEmpty: false } bytes) file.Write(bytes);
        }
        else
        {
            if (entry.Length > limits.Bytes) throw new RefusedEntryException(ImageRules.TooLarge, $"'{Shown(name)}' has {entry.Length} bytes");
            foreach (var (offset, length) in entry.Fragments)
            {
                file.Seek(offset);
                for (var left = length; left > 0;)
                {
                    var bytes = archive.Read(left);
                    file.Write(bytes);
                    left -= bytes.Length;
                }
            }

            file.SetLength(entry.Length);
        }

        SetAttributes(file, entry, attributes, name);
        file.SetTime(attributes);
    }

    private void SetFolder(TarEntry entry, byte[] name)
    {
        var attributes = AttributesOf(entry);
        using var folder = tree.OpenFolder(name) ?? throw Refused($"'{Shown(name)}' is no directory");
        SetAttributes(folder, entry, attributes, name);
        folders.Add((name, attributes));
    }

    private static void SetAttributes(TreeFile file, TarEntry entry, TreeAttributes attributes, byte[] name)
    {
        file.SetOwner(attributes);
        foreach (var (attribute, value) in entry.Attributes)
        {
            // trusted.* and user.overlay.* would speak to overlay itself, security labels belong to the other machine.
            if (attribute == Capabilities)
            {
                if (!file.TrySetAttribute(attribute, value)) throw new IOException($"this file system does not keep the capabilities of '{Shown(name)}'");
            }
            else if (attribute.StartsWith("user.", StringComparison.Ordinal) && !attribute.StartsWith("user.overlay.", StringComparison.Ordinal))
            {
                // Where the file system has none, an image runs without them everywhere.
                _ = file.TrySetAttribute(attribute, value);
            }
        }
    }

    private static TreeAttributes AttributesOf(TarEntry entry) => new(entry.User, entry.Group, entry.Mode, entry.Time.Seconds, entry.Time.Nanoseconds);

    private void MakeOpaque(ReadOnlySpan<byte> path)
    {
        using var folder = tree.OpenFolder(path);
        if (folder is null || !folder.TrySetAttribute(OpaqueAttribute, "y"u8)) throw new IOException($"this file system cannot hide what lies below '{Shown(path)}'");
    }

    /// <summary>Takes away what is at a name.</summary>
    private TreeWriter MakeRoom(ReadOnlySpan<byte> last)
    {
        var there = tree.Look(last);
        if (there != TreeEntryKind.Missing) tree.Remove(last, there);
        return tree;
    }

    /// <summary>Goes to a directory, making what is missing on the way. No step of the way may be a link.</summary>
    private void Enter(ReadOnlySpan<byte> folder, byte[] entry)
    {
        if (tree.TryEnter(folder)) return;
        var (parent, last) = Split(folder);
        Enter(parent, entry);
        switch (tree.Look(last))
        {
            case TreeEntryKind.Missing:
                tree.MakeFolder(last);
                break;
            case TreeEntryKind.Whiteout:
                tree.Remove(last, TreeEntryKind.Whiteout);
                tree.MakeFolder(last);
                MakeOpaque(folder);
                break;
            default:
                throw Refused($"the entry '{Shown(entry)}' goes through '{Shown(folder)}', which is no directory of the layer");
        }

        if (!tree.TryEnter(folder)) throw Refused($"the entry '{Shown(entry)}' goes through '{Shown(folder)}', which is no directory of the layer");
    }

    private static SplitName Split(ReadOnlySpan<byte> name)
    {
        var slash = name.LastIndexOf((byte)'/');
        return slash < 0 ? new SplitName(default, name) : new SplitName(name[..slash], name[(slash + 1)..]);
    }

    private static byte[] Join(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> last) => parent.IsEmpty ? last.ToArray() : [.. parent, (byte)'/', .. last];

    /// <summary>The normal form of a name, without a slash at its beginning: all names are names below the root of the layer.</summary>
    private static byte[] Clean(byte[] name, string what)
    {
        if (name.Length > LongestName) throw Refused($"the name of an {what} has {name.Length} bytes");
        if (name.AsSpan().Contains((byte)0)) throw Refused($"the {what} '{Shown(name)}' has a zero byte in its name");
        var clean = new byte[name.Length];
        var length = 0;
        foreach (var range in name.AsSpan().Split((byte)'/'))
        {
            var part = name.AsSpan(range);
            if (part.IsEmpty || part.SequenceEqual("."u8)) continue;
            if (part.SequenceEqual(".."u8)) throw Refused($"the {what} '{Shown(name)}' leaves the layer");
            if (length > 0) clean[length++] = (byte)'/';
            part.CopyTo(clean.AsSpan(length));
            length += part.Length;
        }

        return length == clean.Length ? clean : clean[..length];
    }

    private static string Shown(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name);

    private static RefusedEntryException Refused(string message) => new(ImageRules.UnsafeLayer, message);

    private readonly ref struct SplitName(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> last)
    {
        private readonly ReadOnlySpan<byte> parent = parent;
        private readonly ReadOnlySpan<byte> last = last;

        public void Deconstruct(out ReadOnlySpan<byte> folder, out ReadOnlySpan<byte> name)
        {
            folder = parent;
            name = last;
        }
    }

    private sealed class RefusedEntryException(DiagnosticRule rule, string message) : Exception(message)
    {
        public DiagnosticRule Rule { get; } = rule;
    }
}
