using System.Runtime.CompilerServices;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Embedding;

/// <summary>Runs the samples of the library's README, and sees that they are the same there.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly StringWriter output = new();

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

        module.TryGet("greet", out var greet);
        Value result = thread.Call(greet, "world", 2);

        result.ToString().ShouldBe("\"worldworld\"");
        output.ToString().ShouldBe($"hello world{Environment.NewLine}");
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
            [BuiltinParameter.String("text"), BuiltinParameter.Int("times", 2), BuiltinParameter.Bool("loud", false).NamedOnly()],
            call =>
            {
                if (call.Int(1) < 0)
                    throw call.Error("times is negative");
                var text = string.Concat(Enumerable.Repeat(call.String(0), (int)call.Int(1)));
                return call.Bool(2) ? text.ToUpperInvariant() : text;
            });
        var predeclared = new Dictionary<string, Value> { ["repeat"] = repeat, ["json"] = JsonModule.Module, ["struct"] = StructModule.Struct };
        Evaluator.Execute(thread, "own.star", "print(repeat('ab', loud = True))", predeclared);

        output.ToString().ShouldBe("ABAB");
        Failure("repeat('a', -1)").ShouldBe("repeat: times is negative");
        Failure("repeat('a', 1, True)").ShouldBe("repeat: got 3 arguments, want at most 2");
        Failure("repeat('a', 'b')").ShouldBe("repeat: for parameter times: got string, want int");
        Failure("repeat(txt = 'a')").ShouldBe("repeat: unexpected keyword argument txt (did you mean text?)");
        Failure("repeat()").ShouldBe("repeat: missing argument for text");

        string Failure(string call) => Should.Throw<StarlarkException>(() => Evaluator.Evaluate(thread, "call", call, predeclared)).Message;
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
    public void Limits_AsInTheReadme_EndAnEndlessProgram()
    {
        var bounded = new StarlarkThread { StepLimit = 10_000 };
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

        untouched.ToString().ShouldBe("[]");
    }

    [Fact]
    public void Readme_OfTheLibrary_ShowsWhatRunsHere()
    {
        var here = Lines(File.ReadAllLines(ThisFile()));
        var readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../src/Operon.Starlark/README.md"));
        var samples = readme.Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]).ToArray();
        samples.Length.ShouldBeGreaterThan(5);
        foreach (var sample in samples)
            here.ShouldContain(Lines(sample.Split('\n')), customMessage: sample);
    }

    private static string Lines(IEnumerable<string> lines) =>
        string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    internal sealed class Counter : StarlarkObject, IHasAttributes
    {
        private long count;

        public override string TypeName => "counter";

        public IEnumerable<string> AttributeNames => ["count", "next"];

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "count" => count,
                "next" => new Builtin("next", [], _ => ++count),
                _ => default(Value),
            };
            return !value.IsUnset;
        }
    }
}
