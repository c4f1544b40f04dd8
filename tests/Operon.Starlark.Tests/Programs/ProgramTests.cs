using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Programs;

/// <summary>
/// The programs beside this file, one for each builtin and method. A line <c>---</c> begins a program of its own. An
/// error that is expected stands beside its line: <c>### "message"</c>; a program without one must not fail.
/// <c>eq</c> compares, <c>freeze</c> freezes and gives back, <c>printed</c> gives the lines printed so far.
/// </summary>
public sealed class ProgramTests
{
    private const string Marker = " ### \"";

    public static TheoryData<string> Files()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Programs");
        return [.. Directory.EnumerateFiles(root, "*.star", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).Order()];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Program_Executed_DoesWhatItSays(string file) =>
        Differences(file, File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Programs", file))).ShouldBeEmpty();

    /// <summary>Runs the programs of a file, with more builtins than they have anyway.</summary>
    /// <returns>What is not as they say.</returns>
    internal static List<string> Differences(string file, string[] lines, params ReadOnlySpan<Builtin> more)
    {
        var start = 0;
        var differences = new List<string>();
        for (var i = 0; i <= lines.Length; i++)
        {
            if (i < lines.Length && lines[i] != "---")
                continue;

            // The lines before it stay as empty ones, so that positions are those of the file.
            var expected = Enumerable.Range(start, i - start).Where(at => lines[at].Contains(Marker, StringComparison.Ordinal)).Select(at => $"{at + 1}: {Message(lines[at])}");
            var text = string.Join('\n', Enumerable.Repeat("", start).Concat(lines[start..i])) + "\n";
            var got = Run(file, text, more);
            var wanted = string.Join('\n', expected);
            if (got != wanted)
                differences.Add($"{file}:{start + 1}\n  got  {got}\n  want {wanted}");
            start = i + 1;
        }

        return differences;
    }

    [Fact]
    public void Programs_AndUniverse_CoverEachOther()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Programs");
        foreach (var name in Universe.Names.Except(["None", "True", "False"]))
            File.Exists(Path.Combine(root, "builtins", name + ".star")).ShouldBeTrue(name);
        (string Folder, Value Value)[] types =
        [
            ("string", ""), ("list", new StarlarkList()), ("dict", new StarlarkDict()), ("set", new StarlarkSet()), ("bytes", new StarlarkBytes([])),
        ];
        foreach (var (folder, value) in types)
        {
            foreach (var method in value.Methods!.Names)
                File.Exists(Path.Combine(root, folder, method + ".star")).ShouldBeTrue($"{folder}.{method}");
        }
    }

    private static string Message(string line) => line[(line.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..].TrimEnd()[..^1];

    private static string Run(string file, string text, ReadOnlySpan<Builtin> more)
    {
        var printed = new StarlarkList();
        var predeclared = new Dictionary<string, Value>
        {
            ["json"] = JsonModule.Module,
            ["math"] = MathModule.Module,
            ["struct"] = StructModule.Struct,
            ["time"] = TimeModule.Create(TimeProvider.System),
            ["eq"] = new Builtin("eq", [BuiltinParameter.Any("got"), BuiltinParameter.Any("want")], static call =>
                Operators.Equals(call[0], call[1]) ? Value.None : throw call.Error($"got {call[0]}, want {call[1]}")),
            ["freeze"] = new Builtin("freeze", [BuiltinParameter.Any("x")], static call =>
            {
                Freezer.Freeze(call[0]);
                return call[0];
            }),
            ["printed"] = new Builtin("printed", [], _ => printed),
        };
        foreach (var builtin in more)
            predeclared[builtin.Name] = builtin;
        var thread = new StarlarkThread { Print = (_, line) => printed.Append(line) };
        try
        {
            Evaluator.Execute(thread, file, text, predeclared, new Dialect { Set = true });
            return "";
        }
        catch (StaticErrorException exception)
        {
            return string.Join('\n', exception.Errors.Select(error => $"{error.Position.Line}: {error.Message}"));
        }
        catch (StarlarkException exception)
        {
            return $"{exception.Trace.First(frame => frame.File is not null).Position.Line}: {exception.Message}";
        }
    }
}
