using System.Runtime.CompilerServices;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Tests.Programs;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Embedding;

/// <summary>Runs what <c>docs/starlark/add-a-builtin.md</c> shows, and sees that it is the same there.</summary>
public sealed class AddABuiltinTests
{
    public static Value First(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("first", arguments, 1, 2);
        using var elements = Iteration.Of(Positional.Iterable("first", arguments, 0));
        if (elements.Next(out var element))
            return element;
        return arguments.Count == 2 ? arguments.Positional[1] : throw new StarlarkException("first: empty sequence");
    }

    [Fact]
    public void Guide_Function_IsTheOneThatRunsHere() =>
        Samples("csharp").ShouldHaveSingleItem().ShouldBe(Lines(File.ReadAllLines(ThisFile()).SkipWhile(line => !line.Contains("Value First(", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0)));

    [Fact]
    public void Guide_Programs_DoWhatTheySay() =>
        ProgramTests.Differences("first.star", Samples("python").ShouldHaveSingleItem().Split('\n'), new Builtin("first", First)).ShouldBeEmpty();

    [Fact]
    public void Guide_Programs_FailWithoutTheFunction() =>
        ProgramTests.Differences("first.star", Samples("python").ShouldHaveSingleItem().Split('\n')).Count.ShouldBe(2);

    private static IEnumerable<string> Samples(string language) =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/starlark/add-a-builtin.md"))
            .Split($"```{language}\n").Skip(1).Select(rest => Lines(rest[..rest.IndexOf("```", StringComparison.Ordinal)].Split('\n')));

    private static string Lines(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
