using Operon.Starlark.Syntax;

namespace Operon.Starlark.Tests.Resolution;

/// <summary>What is wrong with a program before it runs: all of it, in the order in which it is found.</summary>
public sealed class StaticErrorTests
{
    [Theory]
    [InlineData("x = zzzzz", "1:5: undefined: zzzzz")]
    [InlineData("x = prnt", "1:5: undefined: prnt (did you mean print?)")]
    [InlineData("x = jsn.decode('1')", "1:5: undefined: jsn (did you mean json?)")]
    [InlineData("prant = 1\nx = prnt", "2:5: undefined: prnt (did you mean prant?)")]
    [InlineData("x = sets([])", "1:5: undefined: sets")]
    [InlineData("value = 1\nx = valeu", "2:5: undefined: valeu (did you mean value?)")]
    [InlineData("def f(parameter): return paramter", "1:26: undefined: paramter (did you mean parameter?)")]
    [InlineData("x = 1\nx += 1", "2:1: cannot reassign global x declared at t.star:1:1")]
    [InlineData("load('m', 'x')\nload('n', 'x')", "2:12: cannot reassign top-level x")]
    [InlineData("load('m', '')", "1:12: load: empty identifier")]
    [InlineData("def f(a, a): pass", "1:10: duplicate parameter: a")]
    [InlineData("def f(a = 1, b): pass", "1:14: required parameter may not follow optional")]
    [InlineData("def f(**k, a): pass", "1:12: required parameter may not follow **k")]
    [InlineData("def f(**k, a = 1): pass", "1:14: optional parameter may not follow **k")]
    [InlineData("def f(**k, *a): pass", "1:12: * parameter may not follow **k")]
    [InlineData("def f(*, **k): pass", "1:7: bare * must be followed by keyword-only parameters")]
    [InlineData("def f(*a, *b): pass", "1:11: multiple * parameters not allowed")]
    [InlineData("def f(**a, **b): pass", "1:12: multiple ** parameters not allowed")]
    [InlineData("print(*[], 1)", "1:12: positional argument may not follow *args")]
    [InlineData("print(a = 1, a = 2)", "1:14: keyword argument a repeated")]
    [InlineData("print(*[], a = 1)", "1:12: keyword argument may not follow *args")]
    [InlineData("print(a = 1, 2)", "1:14: positional argument may not follow named")]
    [InlineData("print(**{}, **{})", "1:13: multiple **kwargs not allowed")]
    [InlineData("print(*[], *[])", "1:12: multiple *args not allowed")]
    [InlineData("print(**{}, *[])", "1:13: *args may not follow **kwargs")]
    [InlineData("break", "1:1: break not in a loop")]
    [InlineData("return 1", "1:1: return statement not within a function")]
    [InlineData("for x in []: pass", "1:1: for loop not within a function")]
    [InlineData("1 = 2", "1:1: can't assign to literal")]
    [InlineData("print() = 2", "1:1: can't assign to callexpr")]
    [InlineData("(a, b) += 1", "1:2: can't use tuple expression in augmented assignment")]
    [InlineData("def f():\n  for x in []:\n    def g(): break", "3:14: break not in a loop")]
    public void Check_OfAWrongProgram_SaysWhatAndWhere(string text, string error) => Starlark.Output(text).ShouldStartWith($"t.star:{error}");

    [Theory]
    [InlineData("x = zzzzz")]
    [InlineData("x = sets([])")]
    public void Check_OfANameThatIsNearNone_SuggestsNone(string text) => Starlark.Output(text).ShouldNotContain("did you mean");

    [Fact]
    public void Check_OfManyErrors_ReportsUnknownNamesLast() => Starlark.Output("x = unknown1\ndef f():\n  unknown2()\n  break\nx = 2").ShouldBe("""
        t.star:4:3: break not in a loop
        t.star:5:1: cannot reassign global x declared at t.star:1:1
        t.star:3:3: undefined: unknown2
        t.star:1:5: undefined: unknown1
        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Check_OfACallWithTooManyArguments_SaysTheLimit() =>
        Starlark.Output($"print({string.Join(", ", Enumerable.Repeat("1", 256))})").ShouldBe("t.star:1:1: 256 positional arguments in call, limit is 255");

    [Theory]
    [InlineData("set", "print(set([1]))", "set([1])")]
    [InlineData("while", "def f():\n  while True:\n    return 1\nprint(f())", "1")]
    [InlineData("toplevel", "for i in range(2):\n  if i: print(i)", "1")]
    [InlineData("reassign", "x = 1\nx += 1\nprint(x)", "2")]
    [InlineData("recursion", "def f(n): return n and n + f(n - 1)\nprint(f(3))", "6")]
    public void Execute_WithADialectOption_AllowsWhatIsRefusedWithout(string option, string text, string printed)
    {
        var dialect = option switch
        {
            "set" => new Dialect { Set = true },
            "while" => new Dialect { While = true },
            "toplevel" => new Dialect { TopLevelControl = true },
            "reassign" => new Dialect { GlobalReassign = true },
            _ => new Dialect { Recursion = true },
        };

        Starlark.Output(text).ShouldNotBe(printed);
        Starlark.Output(text, dialect).ShouldBe(printed);
    }
}
