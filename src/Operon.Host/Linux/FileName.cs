using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>
/// Gives files further names. <see cref="File.Move(string, string)"/> looks first whether a name is taken and renames then: of several that do it at
/// once, one replaces what another has just made.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class FileName
{
    private const int Exists = 17;

    /// <summary>Gives a file a name, unless there is something of that name.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its further name, on the same file system.</param>
    /// <returns>Whether it has got it; null: this file system knows no files of several names, or it failed otherwise.</returns>
    public static bool? TryAdd(string file, string name)
    {
        if (Link(file, name) == 0) return true;
        return Marshal.GetLastPInvokeError() == Exists ? false : null;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string from, string to);
}
