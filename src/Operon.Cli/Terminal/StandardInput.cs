using Microsoft.Win32.SafeHandles;

namespace Operon.Cli.Terminal;

/// <summary>Standard input as it is. The framework's own stream shows what is typed itself, secret or not.</summary>
internal static class StandardInput
{
    private static readonly Lazy<Stream> Opened = new(() => new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0));

    public static Stream Open() => Opened.Value;
}
