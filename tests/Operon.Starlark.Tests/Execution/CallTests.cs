using Operon.Starlark.Execution;

namespace Operon.Starlark.Tests.Execution;

/// <summary>Calls: how arguments reach parameters, in which order things happen, and what tracebacks say.</summary>
public sealed class CallTests
{
    [Theory]
    [InlineData("f(1)", "1 2 () 4 {}")]
    [InlineData("f(1, 5, 6, 7, d = 8, e = 9)", "1 5 (6, 7) 8 {\"e\": 9}")]
    [InlineData("f(b = 1, a = 2)", "2 1 () 4 {}")]
    [InlineData("f(*[1, 2, 3], **{'d': 5, 'z': 6})", "1 2 (3,) 5 {\"z\": 6}")]
    public void Call_WithArguments_BindsThem(string call, string printed) =>
        Starlark.Output($"def f(a, b = 2, *c, d = 4, **e): print(a, b, c, d, e)\n{call}").ShouldBe(printed);

    [Theory]
    [InlineData("def f(): pass", "f(1)", "function f accepts no arguments (1 given)")]
    [InlineData("def f(a): pass", "f(1, 2)", "function f accepts 1 positional argument (2 given)")]
    [InlineData("def f(a, b = 1): pass", "f(1, 2, 3)", "function f accepts at most 2 positional arguments (3 given)")]
    [InlineData("def f(a): pass", "f(1, a = 2)", "function f got multiple values for parameter a")]
    [InlineData("def f(a): pass", "f(b = 2)", "function f got an unexpected keyword argument b")]
    [InlineData("def f(a, *, b): pass", "f()", "function f missing 2 arguments (a, b)")]
    [InlineData("def f(**k): pass", "f(a = 1, **{'a': 2})", "function f got multiple values for parameter a")]
    [InlineData("f = 1", "f(1)", "invalid call of non-function (int)")]
    [InlineData("f = len", "f(*1)", "argument after * must be iterable, not int")]
    [InlineData("f = len", "f(**1)", "argument after ** must be a mapping, not int")]
    public void Call_WithWrongArguments_SaysWhatIsWrong(string definition, string call, string error) =>
        Starlark.Output($"{definition}\n{call}").ShouldEndWith($"Error: {error}");

    [Fact]
    public void Call_OfArguments_EvaluatesThemInTheirOrder() => Starlark.Output("""
        def say(x):
            print(x)
            return x
        def f(*a, **k): pass
        say(f)(say(1), say(2), b = say(3), *[say(4)], **{"c": say(5)})
        """).ShouldBe("<function f>\n1\n2\n3\n4\n5");

    [Fact]
    public void Error_InACallOfABuiltinInAFunction_IsShownWithAllCalls() => Starlark.Output("""
        def key(x):
            return x + "a"
        def f():
            return sorted([1], key = key)
        f()
        """).ShouldBe("""
        Traceback (most recent call last):
          t.star:5:2: in <toplevel>
          t.star:4:18: in f
          <builtin>: in sorted
          t.star:2:14: in key
        Error: unknown binary op: int + string
        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Error_OfABuiltin_NamesIt() => Starlark.Output("''.join([1])").ShouldBe("""
        Traceback (most recent call last):
          t.star:1:8: in <toplevel>
        Error in join: join: in list, want string, got int
        """.ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("sorted([1], key = len)", "2:16", "sorted", "len", "len: value of type int has no len")]
    [InlineData("max([1, 2], key = len)", "2:13", "max", "len", "len: value of type int has no len")]
    [InlineData("min([3], key = sorted)", "2:13", "min", "sorted", "sorted: for parameter iterable: got int, want iterable")]
    [InlineData("sorted([1], key = 'abc'.index)", "2:16", "sorted", "index", "index: for parameter 1: got int, want string")]
    public void Error_OfABuiltinThatABuiltinCalls_NamesTheInnerAndShowsTheOuter(string call, string position, string outer, string inner, string error) =>
        Starlark.Output($"def f():\n  return {call.Replace("'", "\"", StringComparison.Ordinal)}\nf()").ShouldBe($"""
            Traceback (most recent call last):
              t.star:3:2: in <toplevel>
              t.star:{position}: in f
              <builtin>: in {outer}
            Error in {inner}: {error}
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Error_OfBuiltinsAndFunctionsThatCallEachOther_ShowsAll() => Starlark.Output("sorted([[1, 2]], key = lambda x: sorted(x, key = len))").ShouldBe("""
        Traceback (most recent call last):
          t.star:1:7: in <toplevel>
          <builtin>: in sorted
          t.star:1:40: in lambda
          <builtin>: in sorted
        Error in len: len: value of type int has no len
        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Error_OfABuiltinThatTheHostCalls_NamesIt()
    {
        var error = Should.Throw<StarlarkException>(() => new StarlarkThread().Call(Starlark.Evaluate("len"), 1));

        error.Builtin.ShouldBe("len");
        error.Trace.ShouldBeEmpty();
    }

    [Fact]
    public void Error_BeforeTheFirstStep_IsShownInTheFunction() => Starlark.Output("def f(a):\n  return a\nf()").ShouldBe("""
        Traceback (most recent call last):
          t.star:3:2: in <toplevel>
          t.star:2:10: in f
        Error: function f missing 1 argument (a)
        """.ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("[f() for f in [lambda: i for i in range(3)]]", "[2, 2, 2]")]
    [InlineData("(lambda x: lambda y: x + y)(1)(2)", "3")]
    [InlineData("[[y for y in range(x)] for x in range(3)]", "[[], [0], [0, 1]]")]
    [InlineData("{x: [x for x in [x, x]] for x in range(2)}", "{0: [0, 0], 1: [1, 1]}")]
    public void Evaluate_OfClosures_GivesWhatTheySee(string expression, string value) => Starlark.Evaluate(expression).ToString().ShouldBe(value);

    [Fact]
    public void Parameters_OfAFunction_TellWhatItTakes()
    {
        var function = (Starlark.Execute("def f(a, b = 2, *c, d, e = 5, **g):\n  'what it does'\n  return a").Get("f"), 0).Item1;
        var known = (Operon.Starlark.Execution.Function)function.Reference!;

        known.Parameters.Select(p => $"{p.Name} {p.Kind} {p.Default?.ToString() ?? "-"}").ShouldBe(["a Ordinary -", "b Ordinary 2", "d KeywordOnly -", "e KeywordOnly 5", "c Rest -", "g RestByName -"]);
        known.Documentation.ShouldBe("what it does");
        known.Position.ToString().ShouldBe("1:1");
        known.File.ShouldBe("t.star");
    }
}
