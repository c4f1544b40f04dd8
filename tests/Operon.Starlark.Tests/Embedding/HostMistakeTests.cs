using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Embedding;

/// <summary>What a host does wrong is said to it at once, in its own exceptions.</summary>
public sealed class HostMistakeTests
{
    private static readonly BuiltinParameter s_text = BuiltinParameter.String("text");

    public static TheoryData<string, Builtin.TypedBody> WrongReads() => new()
    {
        { "show: parameter text has the string \"a\": Int(0) reads an int", static call => call.Int(0) },
        { "show: parameter text has the string \"a\": Bool(0) reads a bool", static call => call.Bool(0) },
        { "show: parameter text has the string \"a\": Float(0) reads a float", static call => call.Float(0) },
        { "show: parameter number has the int 1: String(1) reads a string", static call => call.String(1) },
        { "show: parameter maybe has the NoneType None: Int(2) reads an int", static call => call.Int(2) },
        { "show: there is no parameter 3, from 0", static call => call.Int(3) },
        { "show: there is no parameter -1, from 0", static call => call[-1] },
    };

    [Theory]
    [MemberData(nameof(WrongReads))]
    public void Parameter_ReadAsAnotherType_IsRefused(string message, Builtin.TypedBody body)
    {
        var show = new Builtin("show", [s_text, BuiltinParameter.Int("number", 1), BuiltinParameter.Int("maybe", 0).OrNone()], body);

        Should.Throw<InvalidOperationException>(() => Run("show('a', maybe = None)", show)).Message.ShouldBe(message);
    }

    [Fact]
    public void Parameters_ThatNoCallCouldMeet_AreRefused()
    {
        Wrong(s_text, s_text).ShouldStartWith("f: two parameters are named text");
        Wrong(BuiltinParameter.Int("n", 1), s_text).ShouldStartWith("f: parameter text has no default and stands behind n, which has one");
        Wrong(BuiltinParameter.Int("n").NamedOnly(), s_text).ShouldStartWith("f: parameter text stands behind n, which is passed by name only");
        Wrong(BuiltinParameter.Int("")).ShouldStartWith("f: a parameter has no name");
        new Builtin("f", [BuiltinParameter.Int("n", 1), BuiltinParameter.String("text").NamedOnly()], static _ => Value.None).Parameters.Length.ShouldBe(2);

        static string Wrong(params BuiltinParameter[] parameters) => Should.Throw<ArgumentException>(() => new Builtin("f", parameters, static _ => Value.None)).Message;
    }

    [Fact]
    public void Range_OfAParameterThatIsNoInteger_IsRefused()
    {
        Should.Throw<InvalidOperationException>(() => s_text.Within(0, 1)).Message.ShouldContain("text");
        Should.Throw<ArgumentException>(() => BuiltinParameter.Int("n").Within(1, 0));
    }

    [Theory]
    [InlineData("f(0)", "f: for parameter n: 0 out of range (want value in range 1 to 10)")]
    [InlineData("f(11)", "f: for parameter n: 11 out of range (want value in range 1 to 10)")]
    [InlineData("f(1 << 32)", "f: for parameter n: 4294967296 out of range (want value in range 1 to 10)")]
    [InlineData("f(1 << 100)", "f: for parameter n: 1267650600228229401496703205376 out of range (want value in range 1 to 10)")]
    [InlineData("f('a')", "f: for parameter n: got string, want int")]
    public void Parameter_WithARange_RefusesWhatIsOutside(string call, string message)
    {
        var f = new Builtin("f", [BuiltinParameter.Int("n", 10).Within(1, 10)], static call => call.Int(0));

        Run("f()", f).ToString().ShouldBe("10");
        Run("f(1)", f).ToString().ShouldBe("1");
        Should.Throw<StarlarkException>(() => Run(call, f)).Message.ShouldBe(message);
    }

    [Fact]
    public void Builtin_ThatGivesNoValue_IsRefused()
    {
        Should.Throw<InvalidOperationException>(() => Run("f()", new Builtin("f", [], static _ => default))).Message.ShouldContain("The builtin f returned default(Value)");
        Should.Throw<InvalidOperationException>(() => Run("[f()]", new Builtin("f", static (_, in _) => default))).Message.ShouldContain("return Value.None");
    }

    [Fact]
    public void NoText_AndNoObject_AreNoValues()
    {
        Should.Throw<ArgumentNullException>(() => Value.FromString(null!));
        Should.Throw<ArgumentNullException>(() => { Value value = (string)null!; return value; });
        Should.Throw<ArgumentNullException>(() => { Value value = (StarlarkList)null!; return value; });
    }

    [Fact]
    public void Call_OfWhatWasNotFound_SaysSo()
    {
        Starlark.Execute("x = 1").TryGet("y", out var y);
        Should.Throw<ArgumentException>(() => new StarlarkThread().Call(y)).Message.ShouldStartWith("This is no value: what looked for the function has not found it.");
    }

    [Fact]
    public void PredeclaredName_WithoutAValue_IsRefused() =>
        Should.Throw<ArgumentException>(() => Evaluator.Evaluate(new StarlarkThread(), "f", "x", new Dictionary<string, Value> { ["x"] = default })).Message.ShouldStartWith("The predeclared name x has no value");

    [Fact]
    public void Exception_OfABuiltin_ComesOutAsItIsAndTheThreadKnowsTheCalls()
    {
        var thrown = new IOException("disk");
        var read = new Builtin("read", (_, in _) => throw thrown);
        var thread = new StarlarkThread();
        const string Program = """
            def inner(x):
                return read(x)

            def outer():
                return sorted([1], key = inner)

            outer()
            """;

        var error = Should.Throw<IOException>(() => Evaluator.Execute(thread, "p.star", Program, new Dictionary<string, Value> { ["read"] = read }));

        error.ShouldBeSameAs(thrown);
        thread.TraceOf(error).Select(frame => frame.ToString()).ShouldBe(["p.star:2:16: in inner", "p.star:5:18: in outer", "p.star:7:6: in <toplevel>"]);
        thread.TraceOf(new IOException()).ShouldBeEmpty();

        // The thread goes on.
        Evaluator.Evaluate(thread, "e", "1 + 1").ToString().ShouldBe("2");
    }

    [Fact]
    public void TraceOf_WithAnErrorOfTheProgram_IsItsTrace()
    {
        var thread = new StarlarkThread();
        var error = Should.Throw<StarlarkException>(() => Evaluator.Evaluate(thread, "e", "1 // 0"));
        thread.TraceOf(error).ShouldBe(error.Trace);
    }

    [Fact]
    public void Cancellation_ThatEndsAnEvaluation_LeavesWhereItWas()
    {
        using var stop = new CancellationTokenSource();
        var thread = new StarlarkThread { Cancellation = stop.Token, Print = (_, _) => stop.Cancel() };

        var error = Should.Throw<OperationCanceledException>(() => Evaluator.Execute(thread, "p.star", "def f():\n  for x in range(10):\n    print(x)\nf()"));

        thread.TraceOf(error)[0].Name.ShouldBe("f");
        thread.Cancellation = default;
        Evaluator.Evaluate(thread, "e", "1 + 1").ToString().ShouldBe("2");
    }

    [Fact]
    public void Elements_OfAnEndlessValue_EndAtTheLimit()
    {
        var count = new Builtin("count", [BuiltinParameter.Of("xs", BuiltinParameterKind.Iterable)], static call => call.Elements(0).LongCount());

        Run("count([1, 2, 3])", count).ToString().ShouldBe("3");
        Should.Throw<StarlarkException>(() => Run("count(range(1 << 40))", count)).Message.ShouldContain("too many steps");
        Should.Throw<StarlarkException>(() => new StarlarkThread().Elements(1)).Message.ShouldBe("int value is not iterable");
    }

    [Fact]
    public void Elements_BeingWalked_CannotBeChanged()
    {
        var list = new StarlarkList(1, 2);
        foreach (var element in new StarlarkThread().Elements(list)) Should.Throw<StarlarkException>(() => list.Append(element));
        list.Append(3);
        list.Count.ShouldBe(3);
    }

    [Fact]
    public void Freeze_OfAModule_ReachesThePredeclaredValuesThatItUses()
    {
        var (used, unused) = (new StarlarkList(), new StarlarkList());
        var module = Evaluator.Execute(new StarlarkThread(), "m", "def add(x): log.append(x)", new Dictionary<string, Value> { ["log"] = used, ["other"] = unused });
        new StarlarkThread().Call(module.Get("add"), 1);

        module.Freeze();

        Should.Throw<StarlarkException>(() => new StarlarkThread().Call(module.Get("add"), 2)).Message.ShouldBe("append: cannot append to frozen list");
        unused.Append(1);
    }

    [Fact]
    public void Fork_OfAModuleThatUsesAModuleOfTheHost_CopiesWhatThatHolds()
    {
        var shared = new StarlarkModule("log", new KeyValuePair<string, Value>("lines", new StarlarkList()));
        var module = Evaluator.Execute(new StarlarkThread(), "m", "def add(x):\n  log.lines.append(x)\n  return log.lines", new Dictionary<string, Value> { ["log"] = shared });

        new StarlarkThread().Call(module.Fork().Module.Get("add"), 1).ToString().ShouldBe("[1]");
        new StarlarkThread().Call(module.Get("add"), 2).ToString().ShouldBe("[2]");
    }

    private static Value Run(string expression, Builtin builtin) =>
        Evaluator.Evaluate(new StarlarkThread { StepLimit = 100_000 }, "e", expression, new Dictionary<string, Value> { [builtin.Name] = builtin, ["json"] = JsonModule.Module });
}
