using System.Globalization;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Execution;

/// <summary>Files that load others: long chains of them, those that fail, and loaders that do not see a cycle.</summary>
public sealed class LoadTests
{
    [Fact]
    public void Load_OfAFileThatFails_NamesAllThatLoadIt()
    {
        var error = Fail(3);

        error.Message.ShouldBe("cannot load 1: cannot load 2: cannot load 3: index 1 out of range: empty list");
        error.Trace.ShouldHaveSingleItem().ToString().ShouldBe("0:1:1: in <toplevel>");
        var cause = error.InnerException.ShouldBeAssignableTo<StarlarkException>()!;
        cause.Message.ShouldBe("cannot load 2: cannot load 3: index 1 out of range: empty list");
        cause.Trace.ShouldHaveSingleItem().ToString().ShouldBe("1:1:1: in <toplevel>");
    }

    [Fact]
    public void Load_InAChainOfOrdinaryLength_NamesEveryFile()
    {
        var message = Fail(60).Message;

        message.ShouldBe(string.Concat(Enumerable.Range(1, 60).Select(i => $"cannot load {i}: ")) + "index 1 out of range: empty list");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(20_000)]
    public void Load_InAnAbsurdChain_FailsInBoundedTimeAndNamesBothEnds(int length)
    {
        var error = Fail(length);

        error.Message.ShouldStartWith("cannot load 1: cannot load 2: cannot load 3: ");
        error.Message.ShouldContain($"[{length - 64} loads more]: ");
        error.Message.ShouldEndWith($"cannot load {length - 1}: cannot load {length}: index 1 out of range: empty list");
        error.Message.Length.ShouldBeLessThan(2_000);

        // It can be shown, which goes through all causes.
        error.ToString().ShouldContain("index 1 out of range");
        Causes(error).Last().Trace.ShouldHaveSingleItem().ToString().ShouldBe($"{length}:1:7: in <toplevel>");
    }

    [Fact]
    public void FileLoader_WithAnAbsurdChain_Fails()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            for (var i = 0; i <= 600; i++) File.WriteAllText(Path.Combine(folder.FullName, $"{i}"), Text(i, 600));
            var error = Should.Throw<StarlarkException>(() => new FileLoader(Starlark.Predeclared).Execute(new StarlarkThread(), Path.Combine(folder.FullName, "0")));
            error.Message.ShouldEndWith("cannot load 600: index 1 out of range: empty list");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_OfItselfByALoaderThatSeesNoCycle_IsAnError(bool hasThreadForEach)
    {
        const string Text = "load('a', y = 'x')\nx = 1";
        Module Load(StarlarkThread thread, string name) =>
            Evaluator.Execute(hasThreadForEach ? new StarlarkThread { Load = Load, DepthLimit = 2000 } : thread, name, Text);

        var error = Should.Throw<StarlarkException>(() => Evaluator.Execute(new StarlarkThread { Load = Load, DepthLimit = 2000 }, "a", Text));

        error.Message.ShouldStartWith("cannot load a: cannot load a: ");
        error.Message.ShouldEndWith("cannot load a: too many nested calls: the limit is 2000");
    }

    [Fact]
    public void Load_BesideAnother_DoesNotCountAsNested()
    {
        var thread = new StarlarkThread { DepthLimit = 3, Load = static (thread, name) => Evaluator.Execute(thread, name, "x = 1") };
        var text = string.Concat(Enumerable.Range(0, 10).Select(i => $"load('m', x{i} = 'x')\n"));

        Evaluator.Execute(thread, "a", text).Name.ShouldBe("a");
    }

    [Fact]
    public void Load_OfALoaderThatPutsWordsBeforeEveryError_DoesNotEndTheProcess()
    {
        Module Load(StarlarkThread thread, string name)
        {
            try
            {
                return Evaluator.Execute(thread, name, Text(int.Parse(name, CultureInfo.InvariantCulture), 2000));
            }
            catch (StarlarkException error)
            {
                throw new StarlarkException("own words", error);
            }
        }

        Should.Throw<StarlarkException>(() => Evaluator.Execute(new StarlarkThread { Load = Load }, "0", Text(0, 2000))).Message.ShouldBe("cannot load 1: own words");
    }

    private static string Text(int number, int last) => number == last ? "x = [][1]" : $"load('{number + 1}', y = 'x')\nx = y";

    private static StarlarkException Fail(int length)
    {
        var thread = new StarlarkThread { Load = (thread, name) => Evaluator.Execute(thread, name, Text(int.Parse(name, CultureInfo.InvariantCulture), length)) };
        return Should.Throw<StarlarkException>(() => Evaluator.Execute(thread, "0", Text(0, length)));
    }

    private static IEnumerable<StarlarkException> Causes(StarlarkException error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is StarlarkException known) yield return known;
        }
    }
}
