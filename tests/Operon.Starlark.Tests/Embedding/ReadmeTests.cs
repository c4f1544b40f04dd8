using System.Runtime.CompilerServices;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Embedding;

/// <summary>Runs the samples of the library's README, and sees that they are the same there.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Readme = "src/Operon.Starlark/README.md";

    private readonly StringWriter output = new() { NewLine = "\n" };

    public void Dispose() => output.Dispose();

    [Fact]
    public void RunAFile_AsInTheReadme_GivesItsGlobals()
    {
        var thread = new StarlarkThread { Print = (_, text) => output.WriteLine(text.AsString()) };
        var module = Evaluator.Execute(thread, "config.star", """
            def greet(name, times = 1):
                print("hello " + name)
                return name * times

            services = ["web", "db"]
            """);

        if (!module.TryGet("greet", out var greet))
            throw new InvalidOperationException("config.star has no function greet");
        Value result = thread.Call(greet, "world", 2);
        Value named = thread.Call(greet, new Arguments(["world", 3], ["times"]));

        result.ToString().ShouldBe("\"worldworld\"");
        named.AsString().ShouldBe("worldworldworld");
        output.ToString().ShouldBe("hello world\nhello world\n");
    }

    [Fact]
    public void RunAFileOfTheDisk_AsInTheReadme_LoadsOthers()
    {
        var thread = new StarlarkThread();
        var folder = Directory.CreateTempSubdirectory("operon-starlark-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "main.star"), "load('other.star', 'names')\nall = set(names)");
            File.WriteAllText(Path.Combine(folder, "other.star"), "names = json.decode('[1, 2]')");
            var predeclared = new Dictionary<string, Value> { ["json"] = JsonModule.Module, ["struct"] = StructModule.Struct };
            var loader = new FileLoader(predeclared, new Dialect { Set = true });
            var main = loader.Execute(thread, Path.Combine(folder, "main.star"));

            main.Get("all").ToString().ShouldBe("set([1, 2])");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Values_AsInTheReadme_AreMadeAndPrinted()
    {
        var settings = new StarlarkDict();
        settings.Set("replicas", 3);
        settings.Set("names", new StarlarkList("a", "b"));
        Value value = settings;
        bool isDict = value.As<StarlarkDict>() is not null;
        string printed = value.ToString();

        isDict.ShouldBeTrue();
        printed.ShouldBe("""{"replicas": 3, "names": ["a", "b"]}""");
    }

    [Fact]
    public void Builtin_AsInTheReadme_TakesTypedArguments()
    {
        var thread = new StarlarkThread { Print = (_, text) => output.Write(text.AsString()) };
        var repeat = new Builtin(
            "repeat",
            [BuiltinParameter.String("text"), BuiltinParameter.Int("times", 2).Within(0, 1_000), BuiltinParameter.Bool("loud", false).NamedOnly()],
            call =>
            {
                if (call.String(0).Length > 1_000)
                    throw call.Error("text has more than 1000 characters");
                var text = string.Concat(Enumerable.Repeat(call.String(0), (int)call.Int(1)));
                return call.Bool(2) ? text.ToUpperInvariant() : text;
            });
        var known = new Dictionary<string, Value> { ["repeat"] = repeat };
        Evaluator.Execute(thread, "own.star", "print(repeat('ab', loud = True))", known);

        output.ToString().ShouldBe("ABAB");
        Failure("repeat('a', -1)").ShouldBe("repeat: for parameter times: -1 out of range (want value in range 0 to 1000)");
        Failure("repeat('a', 1 << 31)").ShouldBe("repeat: for parameter times: 2147483648 out of range (want value in range 0 to 1000)");
        Failure("repeat('a', 1 << 32)").ShouldBe("repeat: for parameter times: 4294967296 out of range (want value in range 0 to 1000)");
        Failure("repeat('a' * 1001)").ShouldBe("repeat: text has more than 1000 characters");
        Failure("repeat('a', 1, True)").ShouldBe("repeat: got 3 arguments, want at most 2");
        Failure("repeat('a', 'b')").ShouldBe("repeat: for parameter times: got string, want int");
        Failure("repeat(txt = 'a')").ShouldBe("repeat: unexpected keyword argument txt (did you mean text?)");
        Failure("repeat()").ShouldBe("repeat: missing argument for text");

        string Failure(string call) => Should.Throw<StarlarkException>(() => Evaluator.Evaluate(thread, "call", call, known)).Message;
    }

    [Fact]
    public void BuiltinThatWalks_AsInTheReadme_IsBoundByTheLimits()
    {
        var howMany = new Builtin("how_many", [BuiltinParameter.Of("xs", BuiltinParameterKind.Iterable)], call => call.Elements(0).LongCount(x => x.Truth));

        Evaluate("how_many([0, 1, 2])").ToString().ShouldBe("2");
        Should.Throw<StarlarkException>(() => Evaluate("how_many(range(1 << 40))")).Message.ShouldContain("too many steps");

        Value Evaluate(string expression) => Evaluator.Evaluate(new StarlarkThread { StepLimit = 10_000 }, "walk", expression, new Dictionary<string, Value> { ["how_many"] = howMany });
    }

    [Fact]
    public void RawBuiltin_AsInTheReadme_GetsItsArgumentsAsTheyAre()
    {
        var count = new Builtin("count", (thread, in arguments) => arguments.Count);
        Evaluator.Evaluate(new StarlarkThread(), "count", "count(1, 2, a = 3)", new Dictionary<string, Value> { ["count"] = count }).ToString().ShouldBe("3");
    }

    [Fact]
    public void HostObject_AsInTheReadme_HasAttributes()
    {
        var thread = new StarlarkThread();
        var counter = new Counter();
        var three = Evaluator.Evaluate(thread, "counter", "[c.next(), c.next()] + [c.count + 1]", new Dictionary<string, Value> { ["c"] = counter });

        three.ToString().ShouldBe("[1, 2, 3]");
        Should.Throw<StarlarkException>(() => Evaluator.Evaluate(thread, "counter", "c.cont", new Dictionary<string, Value> { ["c"] = counter }))
            .Message.ShouldBe("counter has no .cont field or method (did you mean .count?)");
    }

    [Fact]
    public void HostObject_AsInTheReadme_IsForkedAndFrozen()
    {
        var thread = new StarlarkThread();
        var module = Evaluator.Execute(thread, "c.star", "def step(note):\n  c.notes.append(note)\n  return [c.next(), c.notes]", new Dictionary<string, Value> { ["c"] = new Counter() });
        Step(module, "a").ShouldBe("[1, [\"a\"]]");
        var fork = module.Fork().Module;
        Step(fork, "b").ShouldBe("[2, [\"a\", \"b\"]]");
        Step(module, "c").ShouldBe("[2, [\"a\", \"c\"]]");

        module.Freeze();

        Should.Throw<StarlarkException>(() => Step(module, "d")).Message.ShouldBe("append: cannot append to frozen list");
        var next = Evaluator.Evaluate(thread, "e", "c.next", new Dictionary<string, Value> { ["c"] = Frozen(new Counter()) });
        Should.Throw<StarlarkException>(() => thread.Call(next)).Message.ShouldBe("next: cannot change a frozen counter");
        Step(fork, "e").ShouldBe("[3, [\"a\", \"b\", \"e\"]]");

        string Step(Module of, string note) => thread.Call(of.Get("step"), note).ToString();

        static Value Frozen(Value value)
        {
            Freezer.Freeze(value);
            return value;
        }
    }

    [Fact]
    public void Load_AsInTheReadme_ExecutesOnceAndSeesCycles()
    {
        var texts = new Dictionary<string, string>
        {
            ["a"] = "load('b', 'b')\na = b + ['a']",
            ["b"] = "b = ['b']",
            ["x"] = "load('y', z = 'y')\nx = z",
            ["y"] = "load('x', z = 'x')\ny = z",
            ["wrong"] = "w = 1 // 0",
        };
        var modules = new Dictionary<string, Module?>();
        var files = new StarlarkThread
        {
            Load = (loading, name) =>
            {
                if (modules.TryGetValue(name, out var loaded))
                    return loaded ?? throw new StarlarkException("cycle in load graph");
                if (!texts.TryGetValue(name, out var text))
                    throw new StarlarkException("there is no such module");
                modules[name] = null;
                try
                {
                    var module = Evaluator.Execute(loading, name, text);
                    module.Freeze();
                    return modules[name] = module;
                }
                finally
                {
                    if (modules[name] is null)
                        modules.Remove(name);
                }
            },
        };

        Evaluator.Execute(files, "main", "load('a', 'a')\nload('b', 'b')").Name.ShouldBe("main");
        modules.Keys.ShouldBe(["a", "b"], ignoreOrder: true);
        Should.Throw<StarlarkException>(() => new StarlarkThread().Call(Evaluator.Execute(files, "main", "load('b', 'b')\ndef f(): b.append(1)").Get("f"))).Message.ShouldContain("frozen list");
        Failure("x").Message.ShouldBe("cannot load x: cannot load y: cannot load x: cycle in load graph");
        Failure("z").Message.ShouldBe("cannot load z: there is no such module");
        for (var i = 0; i < 2; i++)
        {
            var error = Failure("wrong");
            error.Message.ShouldBe("cannot load wrong: floored division by zero");
            error.InnerException.ShouldBeOfType<StarlarkException>().Traceback().ShouldContain("wrong:1:7: in <toplevel>");
        }

        StarlarkException Failure(string name) => Should.Throw<StarlarkException>(() => Evaluator.Execute(files, "main", $"load('{name}', v = 'v')"));
    }

    [Theory]
    [InlineData("x = y\nz = (", "wrong.star:2:6: got end of file, want primary expression\n")]
    [InlineData("x = yy\nz = zz", "wrong.star:1:5: undefined: yy\nwrong.star:2:5: undefined: zz\n")]
    [InlineData("x = 1 // 0", "Traceback (most recent call last):\n  wrong.star:1:7: in <toplevel>\nError: floored division by zero\n")]
    public void Errors_AsInTheReadme_AreShown(string text, string shown)
    {
        var thread = new StarlarkThread();
        try
        {
            Evaluator.Execute(thread, "wrong.star", text);
        }
        catch (StaticErrorException error)
        {
            foreach (var one in error.Errors)
                output.WriteLine($"{one.File}:{one.Position}: {one.Message}");
        }
        catch (StarlarkException error)
        {
            output.WriteLine(error.Traceback());
        }

        output.ToString().ShouldBe(shown);
    }

    [Fact]
    public void Limits_AsInTheReadme_EndAnEndlessProgram()
    {
        var bounded = new StarlarkThread { StepLimit = 10_000, AllocationLimit = 100 << 20 };
        try
        {
            Evaluator.Execute(bounded, "endless.star", "[x for x in range(1000000000)]");
        }
        catch (StarlarkException error)
        {
            output.WriteLine(error.Message);
        }

        output.ToString().ShouldContain("too many steps");
    }

    [Fact]
    public void Cancellation_AsInTheReadme_EndsAnEndlessProgram()
    {
        using var stop = new CancellationTokenSource();
        var watched = new StarlarkThread { Cancellation = stop.Token, Print = (_, _) => stop.Cancel() };
        try
        {
            Evaluator.Execute(watched, "endless.star", "print('begun')\nall(range(1, 1 << 60))");
        }
        catch (OperationCanceledException error)
        {
            foreach (var call in watched.TraceOf(error))
                output.WriteLine($"cancelled at {call}");
        }

        output.ToString().ShouldMatch("^cancelled at endless.star:[12]:[0-9]+: in <toplevel>\n$");
    }

    [Fact]
    public void Fork_AsInTheReadme_LeavesTheOriginalAlone()
    {
        var thread = new StarlarkThread();
        var counting = Evaluator.Execute(thread, "counting.star", """
            seen = []
            def see(x):
                seen.append(x)
                return len(seen)
            """);
        var fork = counting.Fork();
        fork.Module.TryGet("see", out var see);
        thread.Call(see, "a");
        thread.Call(see, "b");
        counting.TryGet("seen", out var untouched);
        Value copy = fork.Of(untouched);

        untouched.ToString().ShouldBe("[]");
        copy.ToString().ShouldBe("[\"a\", \"b\"]");
    }

    [Fact]
    public void Readme_TableOfTheDialect_HasAllOptions() =>
        typeof(Dialect).GetProperties().Where(option => option.PropertyType == typeof(bool) && !Text().Contains($"| `{option.Name}` |", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Readme_OfTheLibrary_ShowsWhatRunsHere()
    {
        Samples.Of(ThisFile(), Readme, "csharp").Count.ShouldBe(13);
        Samples.Strange(ThisFile(), Readme).ShouldBeEmpty();
        Text().ShouldContain("`new Builtin(\"count\", (thread, in arguments) => arguments.Count)`");
    }

    private static string Text() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../..", Readme));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    internal sealed class Counter : StarlarkObject, IHasAttributes
    {
        private long count;
        private StarlarkList notes = new();
        private bool frozen;

        public override string TypeName => "counter";

        public IEnumerable<string> AttributeNames => ["count", "next", "notes"];

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "count" => count,
                "next" => new Builtin("next", [], _ => Next()),
                "notes" => notes,
                _ => default(Value),
            };
            return !value.IsUnset;
        }

        // Immutable from now on, with all that it holds.
        public override void Freeze(Freezer freezer)
        {
            frozen = true;
            freezer.Add(notes);
        }

        // A copy for a fork is empty at first, because values may hold each other.
        public override StarlarkObject NewCopy() => frozen ? this : new Counter();

        public override void FillCopy(StarlarkObject original, Fork fork)
        {
            var other = (Counter)original;
            count = other.count;
            notes = (StarlarkList)fork.Add(other.notes);
        }

        private long Next() => frozen ? throw new StarlarkException("next: cannot change a frozen counter") : ++count;
    }
}
