using System.Text;
using Operon.Cli.Terminal.Live;
using Operon.Host.Linux;

namespace Operon.Cli.Terminal;

/// <summary>How text becomes bytes.</summary>
internal static class TerminalText
{
    /// <summary>UTF-8, but for a terminal that shows no more than ASCII: there a question mark stands for everything else.</summary>
    /// <param name="descriptor">Of the stream.</param>
    /// <param name="variable">The environment.</param>
    public static Encoding EncodingOf(int descriptor, Func<string, string?> variable) =>
        TerminalWindow.IsTerminal(descriptor) && !Palette.Choose(variable, isTerminal: true, isRefused: false).HasUnicode
            ? Encoding.ASCII
            : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}
