using System.Text.RegularExpressions;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Programs;

/// <summary>
/// The programs beside this file, one for each builtin and method. A line <c>---</c> begins a program of its own. An
/// error that is expected stands beside its line: <c>### "message"</c>; a program without one must not fail.
/// <c>eq</c> compares, <c>freeze</c> freezes and gives back, <c>printed</c> gives the lines printed so far. Of the dialect,
/// <c>set</c> is on.
/// </summary>
public sealed class ProgramTests
{
    private const string Marker = " ### \"";
    private const string Place = "tests/Operon.Starlark.Tests/Programs";

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Programs");

    public static TheoryData<string> Files()
    {
        return [.. Directory.EnumerateFiles(Root, "*.star", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file)).Order()];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Program_Executed_DoesWhatItSays(string file) =>
        Differences(file, File.ReadAllLines(Path.Combine(Root, file))).ShouldBeEmpty();

    /// <summary>Runs the programs of a file, with more builtins and modules than they have anyway.</summary>
    /// <returns>What is not as they say.</returns>
    internal static List<string> Differences(string file, string[] lines, params ReadOnlySpan<Value> more)
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
    public void Builtins_AndMethods_HaveAProgramEach()
    {
        (string Folder, Value Value)[] types =
        [
            ("string", ""), ("list", new StarlarkList()), ("dict", new StarlarkDict()), ("set", new StarlarkSet()), ("bytes", new StarlarkBytes([])),
        ];
        var wanted = Universe.Names.Except(["None", "True", "False"]).Select(name => $"builtins/{name}.star")
            .Concat(types.SelectMany(type => type.Value.Methods!.Names.Select(method => $"{type.Folder}/{method}.star")));

        wanted.Where(file => !File.Exists(Path.Combine(Root, file))).Select(file => $"{Place}/{file} is missing").ShouldBeEmpty();
    }

    [Fact]
    public void Modules_AreAllPredeclaredHereAndCalledByAProgram()
    {
        var predeclared = Predeclared(new StarlarkList());
        var programs = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Root, "modules"), "*.star").Select(File.ReadAllText));
        var modules = typeof(MathModule).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(MathModule).Namespace).Select(type => type.Name[..^"Module".Length].ToLowerInvariant()).ToList();

        modules.Where(name => !predeclared.ContainsKey(name)).Select(name => $"ProgramTests does not predeclare {name}").ShouldBeEmpty();
        var members = modules.Select(name => (Name: name, Members: predeclared[name].As<StarlarkModule>()?.AttributeNames.ToList()))
            .SelectMany(module => module.Members is null ? [$"{module.Name}("] : module.Members.Select(member => $"{module.Name}.{member}"));
        members.Where(member => !Regex.IsMatch(programs, $@"\b{Regex.Escape(member)}(?!\w)", RegexOptions.None, TimeSpan.FromSeconds(10))).Select(member => $"no program in {Place}/modules uses {member}").ShouldBeEmpty();
    }

    [Fact]
    public void Universe_IsInTheOrderOfTheAlphabet()
    {
        var functions = Universe.Names.Except(["None", "True", "False"]).ToList();

        functions.ShouldBe(functions.Order(StringComparer.Ordinal));
    }

    private static string Message(string line) => line[(line.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..].TrimEnd()[..^1];

    private static Dictionary<string, Value> Predeclared(StarlarkList printed) =>
        new()
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

    private static string Run(string file, string text, ReadOnlySpan<Value> more)
    {
        var printed = new StarlarkList();
        var predeclared = Predeclared(printed);
        foreach (var value in more)
            predeclared[value.As<StarlarkModule>()?.Name ?? value.As<Builtin>()!.Name] = value;
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
