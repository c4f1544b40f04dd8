using Operon.Content.Locations;
using Operon.Opspec.References;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Files;

/// <summary>
/// The only way by which the language touches files. An implementation stands for one call: what is created lies in its scratch.
/// </summary>
public interface IOpFiles
{
    /// <summary>What is at a location.</summary>
    EntryKind Find(Location location);

    /// <summary>
    /// Why a place must not be used: a link leads from it out of the directory that holds it (<see cref="ReferenceRules.LeavesDirectory"/>).
    /// Null for any other place, whether something is there or not.
    /// </summary>
    Diagnostic? Leaving(Location location) => null;

    /// <summary>The content of a file, or a diagnostic that says why it cannot be had.</summary>
    Result<ByteString> Read(Location file);

    /// <summary>What tells a later look whether the file has changed; null when that cannot be told.</summary>
    FileStamp? Stamp(Location file) => null;

    /// <summary>A new file in the scratch of the call (mode 0700) that holds <paramref name="content"/>.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="secret">Whether the bytes must stay in memory.</param>
    Result<Location> CreateFile(ByteString content, bool secret);

    /// <summary>A new, empty directory in the scratch of the call (mode 0700).</summary>
    /// <param name="secret">Whether what is put into it must stay in memory.</param>
    Result<Location> CreateDirectory(bool secret);

    /// <summary>Makes the directory, its parents too (mode 0700), unless it is there.</summary>
    Result<Location> CreateDirectoryAt(Location directory);

    /// <summary>Writes a file at a place (mode 0700) and makes the directories above it.</summary>
    Result<Location> CreateFileAt(Location file, ByteString content, bool secret);
}
