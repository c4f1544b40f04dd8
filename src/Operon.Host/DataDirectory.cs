using Operon.Host.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Host;

/// <summary>
/// The folder below which everything is kept that outlives a command. Tells where things belong; a folder is created
/// (mode 0700) when <see cref="Create"/> is called for it, so that looking leaves no trace.
/// </summary>
public sealed class DataDirectory
{
    private DataDirectory(string root) => Root = root;

    /// <summary>The folder itself, as an absolute path.</summary>
    public string Root { get; }

    /// <summary>A folder per run, named by its id.</summary>
    public string Runs => Path.Combine(Root, "runs");

    /// <summary>Images and their layers.</summary>
    public string Images => Path.Combine(Root, "images");

    /// <summary>Blobs and trees by digest.</summary>
    public string Content => Path.Combine(Root, "content");

    /// <summary>Ops fetched from git.</summary>
    public string Ops => Path.Combine(Root, "ops");

    /// <summary>What containers need while they live.</summary>
    public string Containers => Path.Combine(Root, "containers");

    /// <summary>Files and folders made for containers and ops, a folder per call.</summary>
    public string Scratch => Path.Combine(Containers, "scratch");

    /// <summary>Lock files of what several processes share, such as subnets.</summary>
    public string Locks => Path.Combine(Root, "locks");

    /// <summary>The file of the logins that <c>auth add</c> keeps.</summary>
    public string Logins => Path.Combine(Root, "logins.json");

    /// <summary>The file of the lines that were typed at the prompt of <c>starlark repl</c>.</summary>
    public string StarlarkHistory => Path.Combine(Root, "starlark-history");

    /// <summary>Clones, index and work trees of releases.</summary>
    public string Releases => Path.Combine(Root, "releases");

    /// <summary>
    /// Chooses the folder: the option, else <c>OPERON_DATA_DIR</c>, else <c>OPCTL_DATA_DIR</c>, else
    /// <c>${XDG_DATA_HOME:-~/.local/share}/operon</c>. Empty values count as not given.
    /// </summary>
    /// <param name="option">The value of <c>--data-dir</c>; a leading <c>~</c> is the home directory, here and in the variables.</param>
    /// <param name="environment">Looks a variable up; null when it is not set.</param>
    /// <param name="workingDirectory">What a relative path is relative to.</param>
    /// <returns>The directory, or <see cref="HostRules.NoHome"/>, or <see cref="HostRules.BadPath"/>.</returns>
    public static Result<DataDirectory> Choose(string? option, Func<string, string?> environment, string workingDirectory)
    {
        foreach (var given in (ReadOnlySpan<string?>)[option, environment("OPERON_DATA_DIR"), environment("OPCTL_DATA_DIR")])
        {
            if (!string.IsNullOrEmpty(given)) return At(given, environment, workingDirectory);
        }

        // The specification of XDG_DATA_HOME has relative paths ignored.
        var shared = environment("XDG_DATA_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg : "~/.local/share";
        return At(Path.Join(shared, "operon"), environment, workingDirectory);
    }

    /// <summary>
    /// Why the directory must not be used by containers: it is opctl's, whose own clean-up would remove what is ours.
    /// Null when it may. Releases need not ask.
    /// </summary>
    public Diagnostic? Refusal() => !Directory.Exists(Path.Combine(Root, "dcg")) ? null
        : new Diagnostic(HostRules.OpctlDataDirectory, $"{Root} is a data directory of opctl: it holds \"dcg\"")
        {
            Expected = "a directory of Operon's own",
            Fix = "name another one with --data-dir or OPERON_DATA_DIR; opctl's stays as it is",
        };

    /// <summary>Creates one of the folders, or one below them, where it is missing.</summary>
    /// <param name="folder">A path at or below <see cref="Root"/>.</param>
    /// <returns>The path, or <see cref="HostRules.FileFailed"/>.</returns>
    public static Result<string> Create(string folder) => PrivateFolder.Create(folder) is { } failure ? failure : folder;

    private static Result<DataDirectory> At(string path, Func<string, string?> environment, string workingDirectory)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) return new Diagnostic(HostRules.BadPath, "the path of the data directory holds a NUL character");
        if (!HomeDirectory.Expand(path, environment).TryGet(out var expanded, out var failure)) return failure;
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(expanded, workingDirectory));

        // A file in the way would look like a directory with nothing in it.
        for (var at = root; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Directory.Exists(at)) break;
            if (!File.Exists(at)) continue;
            return new Diagnostic(HostRules.BadPath, at == root ? $"the data directory {root} is not a directory" : $"the data directory {root} cannot be: {at} is not a directory")
            {
                Fix = "name a directory with --data-dir or OPERON_DATA_DIR",
            };
        }

        return new DataDirectory(root);
    }
}
