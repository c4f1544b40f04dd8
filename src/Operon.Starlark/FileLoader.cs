using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark;

/// <summary>
/// Executes files of the file system, and what they load. A relative name is one beside the file that loads; a file is
/// executed once, however it is named, and then frozen, with the predeclared values that it uses. It serves one evaluation at a time.
/// </summary>
/// <param name="predeclared">The names that every file has besides those of the language.</param>
/// <param name="dialect">What the files may use beyond the core of the language.</param>
public sealed class FileLoader(IReadOnlyDictionary<string, Value> predeclared, Dialect? dialect = null)
{
    // Without a module while it is being executed.
    private readonly Dictionary<string, Module?> modules = new(StringComparer.Ordinal);
    private string directory = "";

    /// <summary>Executes a file. It is not frozen.</summary>
    /// <param name="thread">The evaluation; its <see cref="StarlarkThread.Load"/> becomes this loader.</param>
    /// <param name="path">Where the file is; positions name it without its directory.</param>
    /// <returns>Its globals.</returns>
    /// <exception cref="StaticErrorException">It has static errors; nothing ran.</exception>
    /// <exception cref="StarlarkException">It failed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public Module Execute(StarlarkThread thread, string path)
    {
        thread.Load = Load;
        return Execute(thread, Path.GetFullPath(path), Path.GetFileName(path));
    }

    /// <summary>Lets an evaluation load files.</summary>
    /// <param name="thread">The evaluation; its <see cref="StarlarkThread.Load"/> becomes this loader.</param>
    /// <param name="folder">Where relative names begin.</param>
    public void Serve(StarlarkThread thread, string folder)
    {
        directory = Path.GetFullPath(folder);
        thread.Load = Load;
    }

    private Module Execute(StarlarkThread thread, string path, string name)
    {
        var text = Evaluator.Decode(File.ReadAllBytes(path));
        var outer = directory;
        directory = Path.GetDirectoryName(path) ?? "/";
        modules[path] = null;
        try
        {
            return Evaluator.Execute(thread, name, text, predeclared, dialect);
        }
        finally
        {
            directory = outer;
            modules.Remove(path);
        }
    }

    private Module Load(StarlarkThread thread, string name)
    {
        var path = Path.GetFullPath(name, directory);
        if (modules.TryGetValue(path, out var known)) return known ?? throw new StarlarkException("cycle in load graph");
        try
        {
            var module = Execute(thread, path, name);
            module.Freeze();
            modules[path] = module;
            return module;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StarlarkException($"open {name}: no such file or directory", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StarlarkException($"open {name}: {error.Message}", error);
        }
    }
}
