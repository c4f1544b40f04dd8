using System.Text;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Golden;

/// <summary>A program with what it must print, and the calls that its error must name.</summary>
internal sealed class GoldenProgram(string path)
{
    private static readonly Dictionary<string, Value> Predeclared = new() { ["struct"] = StructModule.Struct, ["json"] = JsonModule.Module };

    public string Name { get; } = Path.GetFileName(path);

    /// <summary>What is wrong with what it does; null if nothing is.</summary>
    public string? Difference()
    {
        var (output, trace) = Run();
        var wanted = Normal(File.ReadAllText(Path.ChangeExtension(path, ".out")));
        if (Normal(output) != wanted) return $"{Name}:\n  got  {Normal(output).ReplaceLineEndings("\n       ")}\n  want {wanted.ReplaceLineEndings("\n       ")}";
        var traceFile = Path.ChangeExtension(path, ".trace");
        if (!File.Exists(traceFile)) return null;
        var calls = Normal(File.ReadAllText(traceFile));
        return Normal(trace) == calls ? null : $"{Name}, trace:\n  got  {Normal(trace).ReplaceLineEndings("\n       ")}\n  want {calls.ReplaceLineEndings("\n       ")}";
    }

    private (string Output, string Trace) Run()
    {
        var options = File.ReadLines(path).TakeWhile(line => line.StartsWith("# option:", StringComparison.Ordinal)).Select(line => line["# option:".Length..].Trim()).ToHashSet();
        var dialect = new Dialect
        {
            Recursion = options.Contains("recursion"),
            Set = options.Contains("set"),
            While = options.Contains("while"),
            TopLevelControl = options.Contains("toplevelcontrol"),
            GlobalReassign = options.Contains("globalreassign"),
            LoadBindsGlobally = options.Contains("loadbindsglobally"),
        };
        var output = new StringBuilder();
        var thread = new StarlarkThread { Print = (_, text) => output.Append(Shown(text)).Append('\n') };
        try
        {
            new FileLoader(Predeclared, dialect).Execute(thread, path);
        }
        catch (StaticErrorException errors)
        {
            foreach (var error in errors.Errors) output.Append($"!{error.Position.Line}: {error.Message}\n");
        }
        catch (StarlarkException error)
        {
            var line = error.Trace.First(frame => frame.File == Name).Position.Line;
            output.Append($"!{line}: {error.Message}\n");
            var frames = error.Trace.Select(frame => frame.File is null ? $"<builtin> in {frame.Name}" : $"{frame.File}:{frame.Position} in {frame.Name}");
            return (output.ToString(), string.Join('\n', frames.Reverse()));
        }

        return (output.ToString(), "");
    }

    // Bytes that are no text are not told apart here.
    private static string Shown(Value text) => Encoding.UTF8.GetString(Strings.Utf8(text));

    private static string Normal(string text) => text.TrimEnd('\n');
}
