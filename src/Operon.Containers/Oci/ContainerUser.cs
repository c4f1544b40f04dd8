using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Operon.Host.Linux;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Oci;

/// <summary>Who the processes of a container are.</summary>
/// <param name="UserId">Number of the user.</param>
/// <param name="GroupId">Number of the group.</param>
/// <param name="Groups">Numbers of all its groups, the first one included (it must not be dropped by a program that gives up its own).</param>
/// <param name="Home">The home directory, <c>/</c> where none is known.</param>
internal sealed record ContainerUser(uint UserId, uint GroupId, ImmutableArray<uint> Groups, string Home)
{
    private const int LongestFile = 4 * 1024 * 1024;

    /// <summary>
    /// Looks a user up in <c>/etc/passwd</c> and <c>/etc/group</c> of a root file system, neither of which need
    /// exist when numbers are used. No link in the file system leads outside of it.
    /// </summary>
    /// <param name="root">The root file system.</param>
    /// <param name="user"><c>user</c>, <c>uid</c>, <c>user:group</c>, <c>uid:gid</c> or a mixture; empty means root.</param>
    [UnsupportedOSPlatform("windows")]
    public static Result<ContainerUser> Find(string root, string user) =>
        Find(Lines(root, "etc/passwd"), Lines(root, "etc/group"), user);

    /// <summary>Looks a user up in the lines of the two files.</summary>
    internal static Result<ContainerUser> Find(IReadOnlyList<string[]> accounts, IReadOnlyList<string[]> groups, string user)
    {
        var colon = user.IndexOf(':');
        var userName = colon < 0 ? user : user[..colon];
        var groupName = colon < 0 ? "" : user[(colon + 1)..];
        if (userName.Length == 0) userName = "0";

        var byNumber = TryNumber(userName, out var userId);
        var account = accounts.FirstOrDefault(a => a.Length > 3 && (byNumber ? TryNumber(a[2], out var id) && id == userId : a[0] == userName));
        uint groupId = 0;
        if (account is not null)
        {
            if (!TryNumber(account[2], out userId) || !TryNumber(account[3], out groupId)) return Unknown($"the entry of user '{userName}' in the image's /etc/passwd is broken");
        }
        else if (!byNumber)
        {
            return Unknown($"the image has no user '{userName}'");
        }

        ImmutableArray<uint> others = [];
        if (groupName.Length > 0)
        {
            if (!TryNumber(groupName, out groupId))
            {
                var group = groups.FirstOrDefault(g => g.Length > 2 && g[0] == groupName);
                if (group is null || !TryNumber(group[2], out groupId)) return Unknown($"the image has no group '{groupName}'");
            }
        }
        else if (account is not null)
        {
            others = [.. groups.Where(g => g.Length > 3 && g[3].Split(',').Contains(account[0])).Select(g => TryNumber(g[2], out var id) ? id : groupId).Where(id => id != groupId).Distinct()];
        }

        var home = account is { Length: > 5 } && account[5].StartsWith('/') ? account[5] : "/";
        return new ContainerUser(userId, groupId, [groupId, .. others], home);
    }

    private static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= int.MaxValue;

    [UnsupportedOSPlatform("windows")]
    private static string[][] Lines(string root, string path) =>
        RootedFile.TryRead(root, path, LongestFile) is { } bytes
            ? [.. Encoding.UTF8.GetString(bytes).Split('\n').Select(l => l.TrimEnd('\r').Split(':'))]
            : [];

    private static Diagnostic Unknown(string message) => new(ContainerRules.UnknownUser, message)
    {
        Fix = "name a user of the image, or use numbers",
    };
}
