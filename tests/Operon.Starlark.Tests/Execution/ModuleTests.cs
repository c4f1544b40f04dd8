using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Execution;

/// <summary>What stays of a file after it was executed: frozen, forked, loaded by others.</summary>
public sealed class ModuleTests
{
    private const string Counter = """
        shared = [1]
        alias = shared
        cycle = {}
        cycle["self"] = cycle
        def make():
            n = [0]
            def count(by = shared):
                n[0] += 1
                by.append(n[0])
                return n[0]
            return count
        count = make()
        other = count
        """;

    [Fact]
    public void Execute_DoesNotFreeze()
    {
        var module = Starlark.Execute(Counter);
        Call(module, "count");
        Call(module, "count");
        module.Get("shared").ToString().ShouldBe("[1, 1, 2]");
    }

    [Fact]
    public void Freeze_ReachesAllThatGlobalsReach()
    {
        var module = Starlark.Execute(Counter);
        module.Freeze();
        Should.Throw<StarlarkException>(() => Call(module, "count")).Message.ShouldContain("frozen list");
    }

    [Fact]
    public void Fork_ChangesInTheCopy_AreNotSeenInTheOriginal()
    {
        var module = Starlark.Execute(Counter);
        var fork = module.Fork();
        Call(fork.Module, "count").ToString().ShouldBe("1");
        Call(fork.Module, "other").ToString().ShouldBe("2");

        fork.Module.Get("alias").ToString().ShouldBe("[1, 1, 2]");
        module.Get("shared").ToString().ShouldBe("[1]");
        Call(module, "count").ToString().ShouldBe("1");
        fork.Of(module.Get("count")).Reference.ShouldBeSameAs(fork.Module.Get("other").Reference);
        var cycle = (StarlarkDict)fork.Module.Get("cycle").Reference!;
        cycle.TryGet("self", out var self).ShouldBeTrue();
        self.Reference.ShouldBeSameAs(cycle);
        cycle.ShouldNotBeSameAs(module.Get("cycle").Reference);
    }

    [Fact]
    public void Fork_OfAFrozenModule_SharesEverything()
    {
        var module = Starlark.Execute(Counter);
        module.Freeze();
        module.Fork().Module.Get("shared").Reference.ShouldBeSameAs(module.Get("shared").Reference);
    }

    [Fact]
    public async Task Forks_RunInParallel_EachWithItsOwnValues()
    {
        var module = Starlark.Execute("n = [0]\ndef run():\n  for _ in range(20000): n[0] += 1\n  return n[0]");
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Call(module.Fork().Module, "run").ToString())));
        results.ShouldAllBe(result => result == "20000");
    }

    [Fact]
    public void Load_OfFiles_ResolvesBesideTheLoaderAndExecutesOnce()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "sub"));
            File.WriteAllText(Path.Combine(folder.FullName, "main.star"), "load('sub/a.star', 'a')\nload('sub/b.star', b2 = 'b')\nprint(a, b2)");
            File.WriteAllText(Path.Combine(folder.FullName, "sub", "a.star"), "load('b.star', 'b')\na = b + ['a']");
            File.WriteAllText(Path.Combine(folder.FullName, "sub", "b.star"), "print('once')\nb = ['b']");
            Run("main.star").ShouldBe("once\n[\"b\", \"a\"] [\"b\"]");

            File.WriteAllText(Path.Combine(folder.FullName, "x.star"), "load('y.star', 'y')\nx = 1");
            File.WriteAllText(Path.Combine(folder.FullName, "y.star"), "load('x.star', 'x')\ny = 1");
            Run("x.star").ShouldEndWith("Error: cannot load y.star: cannot load x.star: cycle in load graph");

            File.WriteAllText(Path.Combine(folder.FullName, "m.star"), "load('none.star', 'x')");
            Run("m.star").ShouldEndWith("Error: cannot load none.star: open none.star: no such file or directory");

            File.WriteAllText(Path.Combine(folder.FullName, "s.star"), "load('bad.star', 'x')");
            File.WriteAllText(Path.Combine(folder.FullName, "bad.star"), "def f(:");
            Run("s.star").ShouldEndWith("Error: cannot load bad.star: bad.star:1:8: got ':', want ')'");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string Run(string file)
        {
            using var output = new MemoryStream();
            using var errors = new StringWriter { NewLine = "\n" };
            new FileRun(output, errors).Run(Path.Combine(folder.FullName, file), Starlark.Predeclared, Starlark.Everything);
            return (System.Text.Encoding.UTF8.GetString(output.ToArray()) + errors).TrimEnd('\n');
        }
    }

    private static Value Call(Module module, string name) => new StarlarkThread().Call(module.Get(name));
}
