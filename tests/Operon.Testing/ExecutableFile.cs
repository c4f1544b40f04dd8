using System.Diagnostics;

namespace Operon.Testing;

/// <summary>Programs and scripts that are run as soon as they are written.</summary>
public static class ExecutableFile
{
    /// <summary>
    /// Writes one, and the folders above it. Another process writes it: a file cannot be run while somebody has it open for writing
    /// ("Text file busy"), and a program that another thread of this process is just starting has what is open here until it runs.
    /// </summary>
    /// <param name="path">Where; what is there is replaced.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="InvalidOperationException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        using var writer = Process.Start(new ProcessStartInfo("install", ["-D", "-m", "755", "/dev/stdin", path]) { UseShellExecute = false, RedirectStandardInput = true })!;
        writer.StandardInput.Write(text);
        writer.StandardInput.Close();
        writer.WaitForExit();
        if (writer.ExitCode != 0) throw new InvalidOperationException($"{path} cannot be written");
    }
}
