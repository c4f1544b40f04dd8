using System.Runtime.InteropServices;

namespace Operon.Releases.Stores.Folders;

/// <summary>What tells whether a folder is still as it was: something made, renamed or removed in it changes its times.</summary>
/// <param name="Inode">The folder itself; another one of the same name has another.</param>
/// <param name="Changed">When it was changed, in ticks of 100 ns of the file system's clock.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FolderTimes(ulong Inode, long Changed);
