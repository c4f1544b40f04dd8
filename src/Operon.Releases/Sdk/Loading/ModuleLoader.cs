using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark;
using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Sdk.Loading;

/// <summary>
/// Runs a configuration file and the files that it loads (releases, sections 2.1, 2.3, 11.3). A file is run once, however it is named; all
/// are below the root of the repository, links followed.
/// </summary>
/// <param name="root">The root; null where nothing can be loaded, because the text comes from a store.</param>
/// <param name="surroundings">The clock and the secrets.</param>
/// <param name="names">The names that the main file has.</param>
/// <param name="namesOfLoaded">The names that files have that are loaded.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class ModuleLoader(string? root, Surroundings surroundings, IReadOnlyDictionary<string, Value> names, IReadOnlyDictionary<string, Value> namesOfLoaded)
{
    /// <summary>What files may use beyond the core of the language.</summary>
    public static readonly Dialect Dialect = new() { Set = true, TopLevelControl = true };

    // By where the files really are; without a module while they run.
    private readonly Dictionary<string, Module?> modules = new(StringComparer.Ordinal);
    private readonly List<Module> loaded = [];
    private readonly Dictionary<string, SourceText> sources = new(StringComparer.Ordinal);

    /// <summary>All modules but the main one, in the order in which they were loaded.</summary>
    public IReadOnlyList<Module> Loaded => loaded;

    /// <summary>The files that were loaded, as they really are.</summary>
    public IEnumerable<string> Files => modules.Keys;

    /// <summary>Says where errors are.</summary>
    public FailureReport Failures => new(name => sources.GetValueOrDefault(name), [.. names.Keys], name => names.TryGetValue(name, out var value) && value.As<StarlarkObject>() is IHasAttributes members ? members.AttributeNames : []);

    /// <summary>Runs the main file, which is not frozen.</summary>
    /// <param name="path">Absolute, or, where there is no root, only a name.</param>
    /// <param name="text">What it says.</param>
    /// <param name="print">Gets what it prints.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="StarlarkException">It failed.</exception>
    /// <exception cref="StaticErrorException">It is not Starlark.</exception>
    public Module Execute(string path, string text, Action<LogLine>? print, CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        var real = path;
        if (root is not null)
        {
            using var entry = RootedEntry.Open(root, path);
            real = entry.Path ?? path;
        }

        modules[real] = null;
        var thread = RunningCode.Thread(surroundings, name, print, cancellation, root is null ? NoLoad : Load, Path.GetDirectoryName(path) ?? "", declares: true);
        var module = Execute(thread, name, path, text, names);
        modules.Remove(real);
        return module;
    }

    private Module Execute(StarlarkThread thread, string name, string path, string text, IReadOnlyDictionary<string, Value> predeclared)
    {
        sources[name] = new SourceText(root is null ? name : Path.GetRelativePath(root, path), text);
        return Evaluator.Execute(thread, name, text, SdkVersion.IsChosen(name, text) ? predeclared : Functions.SdkNames.Bare, Dialect);
    }

    private Module Load(StarlarkThread thread, string text)
    {
        var path = PathOf(thread, text);
        using var entry = Open(path, text);
        if (modules.TryGetValue(entry.Path!, out var known)) return known ?? throw new SdkError(SdkRules.BadLoad, $"{text} loads itself, directly or through others", fix: "move what both need into a third file");

        modules[entry.Path!] = null;
        try
        {
            // What it declares and prints is lost, as its globals alone are asked for.
            var own = RunningCode.Thread(surroundings, text, log: null, thread.Cancellation, Load, Path.GetDirectoryName(path) ?? "/");
            var module = Execute(own, NameOf(text, entry.Path!), path, Read(entry, text), namesOfLoaded);
            module.Freeze();
            modules[entry.Path!] = module;
            loaded.Add(module);
            return module;
        }
        finally
        {
            if (modules.GetValueOrDefault(entry.Path!) is null) modules.Remove(entry.Path!);
        }
    }

    private static Module NoLoad(StarlarkThread thread, string text) =>
        throw new SdkError(SdkRules.BadLoad, $"{text} cannot be loaded: the file comes from a store, which recorded it alone", fix: "write what repo.ocu.star needs into repo.ocu.star itself");

    private string PathOf(StarlarkThread thread, string text)
    {
        var isFromRoot = text.StartsWith("//", StringComparison.Ordinal);
        var path = Path.GetFullPath(Path.Combine(isFromRoot ? root! : RunningCode.Of(thread).Folder, text.TrimStart('/').Replace('\0', '\ufffd')));
        return path.StartsWith(root!.TrimEnd('/') + "/", StringComparison.Ordinal) ? path : throw Outside(text);
    }

    private RootedEntry Open(string path, string text)
    {
        var entry = RootedEntry.Open(root!, path);
        if (!entry.IsOutside && entry.Kind == FileKind.File) return entry;
        using (entry)
        {
            throw entry.IsOutside ? Outside(text) : new SdkError(
                SdkRules.BadLoad, entry.Path is null ? $"there is no file {text}" : $"{text} is not a file", "a path relative to the file that loads, or one from the root of the repository that begins with //");
        }
    }

    private static SdkError Outside(string text) => new(SdkRules.BadLoad, $"{text} is outside of the repository", "a file below the folder of repo.ocu.star", "copy the file into the repository");

    private static string Read(RootedEntry entry, string text)
    {
        try
        {
            return Evaluator.Decode(File.ReadAllBytes(entry.Access!));
        }
        catch (Exception error) when (FileFailure.Covers(error))
        {
            throw new SdkError(SdkRules.BadLoad, $"cannot read {text}: {FileFailure.Reason(error)}");
        }
    }

    // The first file of a name keeps it in positions, which documents hold.
    private string NameOf(string text, string real) => sources.ContainsKey(text) ? "//" + Path.GetRelativePath(RealRoot(), real) : text;

    private string RealRoot()
    {
        using var entry = RootedEntry.Open(root!, root!);
        return entry.Path ?? root!;
    }
}
