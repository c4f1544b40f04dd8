using Operon.Text.Diagnostics;

namespace Operon.Host.Files;

/// <summary>Turns what the file system threw into a diagnostic.</summary>
public static class FileFailure
{
    private const int AlreadyThere = 17;
    private const int DiskFull = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaUsedUp = 122;

    /// <summary>Whether an exception is about the file system, so that <see cref="From"/> can tell about it.</summary>
    public static bool Covers(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>The diagnostic for a failure.</summary>
    /// <param name="verb">What was tried, such as <c>write</c>.</param>
    /// <param name="path">With which file or folder.</param>
    /// <param name="exception">What was thrown.</param>
    public static Diagnostic From(string verb, string path, Exception exception) =>
        new(HostRules.FileFailed, $"cannot {verb} {path}: {Reason(exception)}");

    /// <summary>The reason alone, in a few words.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "permission denied",
        FileNotFoundException or DirectoryNotFoundException => "no such file or folder",
        PathTooLongException => "the path is too long",
        IOException { HResult: AlreadyThere } => "something else is in its place",
        IOException { HResult: DiskFull } => "the disk is full",
        IOException { HResult: QuotaUsedUp } => "the disk quota is used up",
        IOException { HResult: ReadOnlyFileSystem } => "the file system is read-only",

        // The system's words, without the path that the framework puts behind them.
        _ => exception.Message.Split(" : '")[0].TrimEnd('.'),
    };
}
