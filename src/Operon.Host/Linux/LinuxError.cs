using System.Runtime.InteropServices;

namespace Operon.Host.Linux;

/// <summary>Turns the error of a system call into the exception that .NET's own file calls throw.</summary>
internal static class LinuxError
{
    /// <summary>The exception for the last error of this thread. Its <see cref="Exception.HResult"/> is the <c>errno</c>.</summary>
    public static IOException Last(string what) => Of(Marshal.GetLastPInvokeError(), what);

    /// <summary>The exception for an error.</summary>
    public static IOException Of(int error, string what) => new($"{what}: {Marshal.GetPInvokeErrorMessage(error)}", error);
}
