using Operon.Git;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>Where a store is (releases, sections 2.4, 2.6).</summary>
public abstract record StoreSettings
{
    private const string Expected = "store.git(…) or store.fs(…)";

    private protected StoreSettings()
    {
    }

    /// <summary>Reads what <c>store.git</c> and <c>store.fs</c> return, or a dict of the same shape.</summary>
    /// <returns>The store, or <see cref="SdkRules.BadSettings"/>, <see cref="GitRules.BadBranch"/>.</returns>
    public static Result<StoreSettings> Of(JsonValue json)
    {
        if (json is not JsonObject { Properties.Count: 1 } kinds) return Wrong($"{json} is no store");
        var (kind, fields) = kinds.Properties.First();
        return kind switch
        {
            "fs" => fields["path"]?.AsText is { Length: > 0 } path ? new FolderStoreSettings(path) : Wrong("fs has no path"),
            "git" => Git(fields),
            _ => Wrong($"there is no kind of stores '{kind}'"),
        };
    }

    private static Result<StoreSettings> Git(JsonValue fields)
    {
        if (fields["remote_url"]?.AsText is not { Length: > 0 } remote) return Wrong("git has no remote_url");
        var branch = fields["branch"]?.AsText is { Length: > 0 } named ? named : null;
        if (branch is not null && BranchName.Parse(branch).Error is { } wrong) return wrong;
        var files = new List<KeyValuePair<string, string>>();
        foreach (var (path, content) in (fields["support_files"] as JsonObject ?? JsonObject.Empty).Properties)
        {
            if (content.AsText is not { } text) return Wrong($"the support file '{path}' is {content}") with { Expected = "a string: the content of the file" };
            if (path.Split('/').Any(s => s is "" or "." or ".." or ".git")) return Wrong($"'{path}' is no path in the store's repository") with { Expected = "a relative path without . and .." };
            files.Add(new(path, text));
        }

        return new GitStoreSettings(remote)
        {
            Branch = branch,
            CreatesBranch = fields["create_branch"] is not JsonBoolean { Value: false },
            SupportFiles = [.. files],
            PathPrefix = fields["path_prefix"]?.AsText?.Trim('/') ?? "",
        };
    }

    private static Diagnostic Wrong(string problem) => new(SdkRules.BadSettings, problem) { Expected = Expected };
}
