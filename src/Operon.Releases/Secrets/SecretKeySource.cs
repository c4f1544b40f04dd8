using System.Collections.Immutable;
using Operon.Host.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Secrets;

/// <summary>Where the key for stored secrets is: 32 bytes in base64, in a variable, else in a file that its owner alone may read.</summary>
/// <param name="variables">All environment variables.</param>
/// <param name="home">The folder of the file; null: there is none.</param>
internal sealed class SecretKeySource(ImmutableSortedDictionary<string, string> variables, string? home)
{
    /// <summary>The variable.</summary>
    public const string Variable = "OPERON_SECRET_KEY";

    private const string FileName = "secret.key";
    private const int LongestFile = 4096;
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private string Path => home is null ? FileName : System.IO.Path.Combine(home, FileName);

    private string HowToMakeOne => home is null
        ? $"make one, and keep it with the secrets of your CI system: export {Variable}=\"$(head -c {SecretKey.Size} /dev/urandom | base64)\""
        : $"make one: (umask 077; head -c {SecretKey.Size} /dev/urandom | base64 > '{Path}'); elsewhere give the same in {Variable}";

    /// <summary>Reads it.</summary>
    /// <returns>The key, <see cref="SecretRules.NoKey"/>, or <see cref="SecretRules.BadKey"/>. What is wrong with it is told without it.</returns>
    public Result<SecretKey> Read()
    {
        if (variables.GetValueOrDefault(Variable) is { Length: > 0 } given) return Parse(given, Variable);
        if (home is null || !File.Exists(Path))
        {
            return new Diagnostic(SecretRules.NoKey, $"there is no key for secrets: neither {Variable} nor {Path}") { Expected = $"{SecretKey.Size} bytes in base64", Fix = HowToMakeOne };
        }

        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & OfOthers) != UnixFileMode.None) return Bad($"the key {Path} can be read by others", "a file that its owner alone may read", $"chmod 600 '{Path}', and make another key where others may have read it");
            if (new FileInfo(Path).Length > LongestFile) return Bad($"the file {Path} is no key, it has more than {LongestFile} bytes", $"{SecretKey.Size} bytes in base64", HowToMakeOne);
            return Parse(File.ReadAllText(Path), Path);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return Bad($"the key for secrets cannot be read", $"a file that this user may read", $"see who may read {Path}") with { Cause = FileFailure.From("read", Path, e) };
        }
    }

    private Result<SecretKey> Parse(string text, string place)
    {
        var bytes = new byte[LongestFile];
        if (!Convert.TryFromBase64String(text.Trim(), bytes, out var length)) return Bad($"the key in {place} is not base64", $"{SecretKey.Size} bytes in base64", HowToMakeOne);
        return length == SecretKey.Size ? new SecretKey(bytes[..length]) : Bad($"the key in {place} has {length} bytes", $"{SecretKey.Size} bytes in base64", HowToMakeOne);
    }

    private static Diagnostic Bad(string message, string expected, string fix) => new(SecretRules.BadKey, message) { Expected = expected, Fix = fix };
}
