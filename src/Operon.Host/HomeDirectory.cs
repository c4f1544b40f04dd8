using System.Globalization;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Host;

/// <summary>Finds where a user's own files are.</summary>
public static class HomeDirectory
{
    private const string UserList = "/etc/passwd";

    /// <summary><c>HOME</c>, else what the list of users says of the user this process acts as.</summary>
    /// <param name="environment">Looks a variable up; null when it is not set. An empty value counts as not set.</param>
    /// <returns>An absolute path, or <see cref="HostRules.NoHome"/>.</returns>
    public static Result<string> Find(Func<string, string?> environment) => Find(environment, UserList, OperatingSystem.IsWindows() ? 0 : Libc.EffectiveUser());

    /// <summary>Replaces a leading <c>~</c> or <c>~/</c> by the home directory.</summary>
    public static Result<string> Expand(string path, Func<string, string?> environment)
    {
        if (path != "~" && !path.StartsWith("~/", StringComparison.Ordinal)) return path;
        return Find(environment).TryGet(out var home, out var failure) ? Path.Join(home, path.AsSpan(1)) : failure;
    }

    internal static Result<string> Find(Func<string, string?> environment, string userList, uint user)
    {
        if (environment("HOME") is { Length: > 0 } home && Path.IsPathRooted(home)) return home;
        try
        {
            // name:password:uid:gid:description:home:shell
            var id = user.ToString(CultureInfo.InvariantCulture);
            foreach (var line in File.ReadLines(userList))
            {
                if (line.Split(':') is [_, _, var uid, _, _, var listed, ..] && uid == id && Path.IsPathRooted(listed)) return listed;
            }
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return Missing(user) with { Cause = FileFailure.From("read", userList, e) };
        }

        return Missing(user);
    }

    private static Diagnostic Missing(uint user) => new(HostRules.NoHome, $"HOME is not set and the list of users has no home directory for user {user}")
    {
        Expected = "HOME is an absolute path",
        Fix = "set HOME, or name the data directory with --data-dir or OPERON_DATA_DIR",
    };
}
