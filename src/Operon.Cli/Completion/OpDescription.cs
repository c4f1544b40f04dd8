using System.Text;
using Operon.Host.Files;

namespace Operon.Cli.Completion;

/// <summary>
/// What an op says of itself, as far as a look tells. Reading YAML as it must be read to run an op costs a start of its own, which a hint is
/// not worth.
/// </summary>
internal static class OpDescription
{
    private const string Key = "description:";

    // Who describes an op does so at its beginning.
    private const int MostBytes = 1 << 13;

    /// <summary>The first line of the description; null when there is none to be seen.</summary>
    /// <param name="file">An op.yml, valid or not.</param>
    public static string? Glance(string file)
    {
        try
        {
            var bytes = new byte[MostBytes];
            using var handle = File.OpenHandle(file);
            var lines = Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0)).Split('\n');
            var at = Array.FindIndex(lines, l => l.StartsWith(Key, StringComparison.Ordinal));
            if (at < 0) return null;
            var text = lines[at][Key.Length..].Trim();
            if (text is ['|' or '>', ..])
            {
                var next = Array.FindIndex(lines, at + 1, l => l.Trim().Length > 0);
                return next >= 0 && lines[next].StartsWith(' ') ? lines[next].Trim() : null;
            }

            return text is ['"', .. var quoted, '"'] ? quoted.Replace("\\\"", "\"", StringComparison.Ordinal) : text is ['\'', .. var plain, '\''] ? plain.Replace("''", "'", StringComparison.Ordinal) : text;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }
}
