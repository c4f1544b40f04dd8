using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Text.Diagnostics;

namespace Operon.Host.Linux;

/// <summary>
/// How an ordinary user comes to be root in a user namespace: over the files that belong to that user, and over the sub-ids that
/// the administrator has given. A program with threads cannot enter one, so it is started again in it, as the same process.
/// </summary>
[UnsupportedOSPlatform("windows")]
public static partial class UserNamespace
{
    private const string Program = "unshare";
    private const int PipeSignal = 13;

    // Looked at once: threads that see another /proc ask too.
    private static readonly uint? OutsideUser = FindOutsideUser();

    private static readonly string[] UsualFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Whether this process is root, in a namespace or without one.</summary>
    public static bool IsRoot => Libc.EffectiveUser() == 0;

    /// <summary>Whether this process is in a namespace of an ordinary user's.</summary>
    public static bool IsInside => OutsideUser is not null;

    /// <summary>The number by which the machine knows this process's user.</summary>
    public static uint RealUser => OutsideUser ?? Libc.EffectiveUser();

    /// <summary>
    /// Starts this program again in a user namespace, with the same arguments, files, environment and process number. Comes back
    /// only when that is not possible.
    /// </summary>
    /// <param name="program">This program's file.</param>
    /// <param name="arguments">What it was given.</param>
    /// <param name="environment">All variables it is to have.</param>
    /// <returns>What is missing (<see cref="HostRules.NoUserNamespace"/>).</returns>
    public static Diagnostic Enter(string program, IReadOnlyList<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        if (WhyNot() is { } missing) return missing;
        string?[] words = [Program, "--user", "--map-root-user", "--map-auto", "--", program, .. arguments, null];
        string?[] variables = [.. environment.Select(v => $"{v.Key}={v.Value}"), null];

        // .NET ignores this signal, and what is ignored stays so for every program that is started from here on.
        _ = SetSignal(PipeSignal, 0);
        _ = Execute(Find(Program)!, words, variables);
        return Refused($"{Program} cannot be started: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}", "install util-linux");
    }

    private static Diagnostic? WhyNot()
    {
        if (Find(Program) is null) return Refused("the program unshare is missing", "install it: apt-get install util-linux");
        if (Find("newuidmap") is null || Find("newgidmap") is null) return Refused("the programs newuidmap and newgidmap are missing", "install them: apt-get install uidmap");
        var name = Environment.UserName;
        foreach (var file in (string[])["/etc/subuid", "/etc/subgid"])
        {
            if (!HasEntry(file, name)) return Refused($"{file} gives user {name} no sub-ids", $"as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {name}");
        }

        if (Number("/proc/sys/user/max_user_namespaces") == 0) return Refused("the machine allows no user namespaces", "as root: sysctl user.max_user_namespaces=10000");
        if (Number("/proc/sys/kernel/unprivileged_userns_clone") == 0) return Refused("the machine allows ordinary users no user namespaces", "as root: sysctl kernel.unprivileged_userns_clone=1");
        return Number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1
            ? Refused("AppArmor allows ordinary users no user namespaces", "as root: sysctl kernel.apparmor_restrict_unprivileged_userns=0")
            : null;
    }

    private static Diagnostic Refused(string what, string fix) => new(HostRules.NoUserNamespace, $"containers need root, or a user namespace: {what}") { Fix = $"{fix}; or run it as root" };

    // name:first:count, where the name may be the user's number.
    private static bool HasEntry(string file, string name)
    {
        try
        {
            var number = Libc.EffectiveUser().ToString(CultureInfo.InvariantCulture);
            return File.ReadLines(file).Select(l => l.Split(':')).Any(f => f.Length == 3 && (f[0] == name || f[0] == number) && f[2] != "0");
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return false;
        }
    }

    // Outside of any namespace, or in one of root's, 0 is 0.
    private static uint? FindOutsideUser()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/self/uid_map"))
            {
                if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["0", var outside, _] && uint.Parse(outside, CultureInfo.InvariantCulture) is > 0 and var user) return user;
            }

            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }

    private static long? Number(string file)
    {
        try
        {
            return long.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(f => f.StartsWith('/')).Concat(UsualFolders).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, string?[] arguments, string?[] environment);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);
}
