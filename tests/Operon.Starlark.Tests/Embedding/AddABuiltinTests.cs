using System.Runtime.CompilerServices;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Methods;
using Operon.Starlark.Tests.Programs;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Embedding;

/// <summary>Runs what <c>docs/starlark/add-a-builtin.md</c> shows, and sees that it is the same there.</summary>
public sealed class AddABuiltinTests
{
    private const string Guide = "docs/starlark/add-a-builtin.md";

    private static readonly Dictionary<string, Value> s_entries = new()
    {
        ["first"] = new Builtin("first", Sequences.First),
        ["shorten"] = new Builtin(
            "shorten",
            [BuiltinParameter.String("text"), BuiltinParameter.Int("length", 10).Within(0, 1_000), BuiltinParameter.String("mark", "...").NamedOnly()],
            Characters.Shorten),
        ["words"] = WordsModule.Module,
    };

    [Fact]
    public void Guide_SamplesOfCode_AreWhatRunsHere()
    {
        Samples.Of(ThisFile(), Guide, "csharp").Count.ShouldBe(8);
        Samples.Strange(ThisFile(), Guide).ShouldBeEmpty();
    }

    [Fact]
    public void Guide_Programs_DoWhatTheySay()
    {
        var programs = Samples.Of(ThisFile(), Guide, "python");
        programs.Count.ShouldBe(3);
        foreach (var program in programs)
            ProgramTests.Differences("sample.star", program.Split('\n'), [.. s_entries.Values]).ShouldBeEmpty();
    }

    [Fact]
    public void Guide_Programs_FailWithoutTheFunctions() =>
        Samples.Of(ThisFile(), Guide, "python").SelectMany(program => ProgramTests.Differences("sample.star", program.Split('\n'))).Count().ShouldBe(7);

    [Fact]
    public void Guide_Method_ChangesAListThatMayBeChanged()
    {
        MethodTable table = new(
            new BuiltinMethod("prepend", Prepend));
        var list = new StarlarkList(2);
        Call(1);
        list.ToString().ShouldBe("[1, 2]");
        Freezer.Freeze(list);
        Should.Throw<StarlarkException>(() => Call(0)).Message.ShouldBe("prepend: cannot prepend to frozen list");

        void Call(Value value) => table.Find("prepend")!.Call(new StarlarkThread(), list, new Arguments([value], []));
    }

    private static Value Prepend(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("prepend", arguments, 1, 1);
        var list = (StarlarkList)self.Reference!;
        list.CheckMutable("prepend to", "prepend");
        list.InsertUnchecked(0, arguments.Positional[0]);
        return Value.None;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static class Sequences
    {
        public static Value First(StarlarkThread thread, scoped in Arguments arguments)
        {
            Positional.Check("first", arguments, 1, 2);
            using var elements = Iteration.Of(Positional.Iterable("first", arguments, 0));
            if (elements.Next(thread, out var element))
                return element;
            return arguments.Count == 2 ? arguments.Positional[1] : throw new StarlarkException("first: empty sequence");
        }
    }

    private static class Characters
    {
        public static Value Shorten(BuiltinCall call)
        {
            if (call.String(2).Contains('\n', StringComparison.Ordinal))
                throw call.Error("mark has more than one line");
            if (Strings.Length(call[0]) <= call.Int(1))
                return call[0];
            return Operators.Add(Operators.Slice(call[0], Value.None, call[1], Value.None), call[2]);
        }
    }

    /// <summary>The module <c>words</c>, which a host predeclares: the words of a text.</summary>
    public static class WordsModule
    {
        /// <summary>The module.</summary>
        public static StarlarkModule Module { get; } = new(
            "words",
            new("count", new Builtin("count", [BuiltinParameter.String("text")], Count)),
            new("separator", " "));

        private static Value Count(BuiltinCall call) =>
            call.String(0).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
    }
}
