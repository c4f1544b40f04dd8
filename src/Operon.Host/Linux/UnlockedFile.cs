namespace Operon.Host.Linux;

/// <summary>
/// Reads files as other programs do. What .NET opens, it locks (<c>flock</c>), also to read: so a file that a process has for itself
/// cannot be read through it, and one that is just read cannot be had.
/// </summary>
public static class UnlockedFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="limit">Files with more bytes are not read.</param>
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    public static byte[] ReadAllBytes(string path, int limit)
    {
        if (OperatingSystem.IsWindows()) return File.ReadAllBytes(path);
        using var file = Libc.OpenHandle(path, Libc.ReadOnly);
        if (file.IsInvalid) throw LinuxError.Last($"open {path}");
        var length = RandomAccess.GetLength(file);
        if (length > limit) throw new IOException($"{path} has {length} bytes, more than {limit}");
        var bytes = new byte[length];
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), read) is var got and > 0) read += got;
        return bytes.AsSpan(0, read).ToArray();
    }
}
