using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark;

/// <summary>Runs a file for a person: what it prints goes to one stream, its errors as lines of text to another.</summary>
/// <param name="output">Takes a line for every <c>print</c>, with its bytes as they are.</param>
/// <param name="errors">Takes the errors: static ones a line each, another as a traceback.</param>
public sealed class FileRun(Stream output, TextWriter errors)
{
    /// <summary>Runs a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="predeclared">The names that it has besides those of the language.</param>
    /// <param name="dialect">What it may use beyond the core of the language.</param>
    /// <param name="stage">How far it is taken.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether it had no error.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public bool Run(string path, IReadOnlyDictionary<string, Value> predeclared, Dialect dialect, FileStage stage = FileStage.Exec, CancellationToken cancellation = default)
    {
        try
        {
            if (stage == FileStage.Exec) Execute(path, predeclared, dialect, cancellation);
            else Evaluator.Check(Path.GetFileName(path), Evaluator.Decode(File.ReadAllBytes(path)), stage == FileStage.Parse ? null : predeclared, dialect);
            return true;
        }
        catch (StaticErrorException failure)
        {
            foreach (var error in failure.Errors) errors.WriteLine(error);
        }
        catch (StarlarkException failure)
        {
            errors.WriteLine(failure.Traceback());
        }

        return false;
    }

    private void Execute(string path, IReadOnlyDictionary<string, Value> predeclared, Dialect dialect, CancellationToken cancellation)
    {
        // Not disposed, which would close the stream of the caller.
        var lines = new BufferedStream(output, 1 << 16);
        var thread = new StarlarkThread
        {
            Cancellation = cancellation,
            Print = (_, text) =>
            {
                lines.Write(Strings.Utf8(text));
                lines.WriteByte((byte)'\n');
            },
        };
        try
        {
            new FileLoader(predeclared, dialect).Execute(thread, path).Freeze();
        }
        finally
        {
            lines.Flush();
        }
    }
}
