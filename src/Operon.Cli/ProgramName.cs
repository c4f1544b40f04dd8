using System.Text;

namespace Operon.Cli;

/// <summary>The name the program was started under, which sets a few compatibility defaults.</summary>
internal static class ProgramName
{
    /// <summary><c>OPERON_NAME</c>, which the launcher sets, else the last part of the first word of the command line.</summary>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("OPERON_NAME") is { Length: > 0 } given) return given;
        try
        {
            var words = File.ReadAllBytes("/proc/self/cmdline");
            var first = words.AsSpan(0, Math.Max(0, words.AsSpan().IndexOf((byte)0)));
            return Path.GetFileName(Encoding.UTF8.GetString(first)) is { Length: > 0 } name ? name : "operon";
        }
        catch (IOException)
        {
            return "operon";
        }
    }
}
