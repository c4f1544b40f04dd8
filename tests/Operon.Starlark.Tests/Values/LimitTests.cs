using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Values;

/// <summary>One line of a program must neither take all memory nor run for ever.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("list(range(1 << 40))", "list too long")]
    [InlineData("[0] * (1 << 30)", "excessive repeat (1 * 1073741824 elements)")]
    [InlineData("'ab' * ((1 << 31) - 1)", "excessive repeat (2 * 2147483647 elements)")]
    public void Collection_BeyondItsLimit_IsAnError(string expression, string message) =>
        Should.Throw<StarlarkException>(() => Evaluator.Evaluate(new StarlarkThread(), "limit", expression)).Message.ShouldBe(message);

    [Theory]
    [InlineData("all(range(1, 1 << 62))")]
    [InlineData("max(range(1, 1 << 62))")]
    [InlineData("enumerate(range(1, 1 << 62))")]
    public void WalkOfABuiltin_WithoutEnd_CountsAsSteps(string expression) =>
        Should.Throw<StarlarkException>(() => Evaluator.Evaluate(new StarlarkThread { StepLimit = 5_000 }, "limit", expression)).Message.ShouldContain("too many steps");

    [Theory]
    [InlineData("wide == list(wide)")]
    [InlineData("wide != list(wide)")]
    [InlineData("wide < list(wide)")]
    [InlineData("{1: wide} == {1: list(wide)}")]
    [InlineData("struct(a = wide) == struct(a = list(wide))")]
    [InlineData("list(wide) in [wide, wide]")]
    [InlineData("[wide].index(list(wide))")]
    [InlineData("max([wide, list(wide)])")]
    [InlineData("sorted([wide, list(wide)])")]
    [InlineData("str(doubled)")]
    [InlineData("'%r' % doubled")]
    [InlineData("'{}'.format(doubled)")]
    [InlineData("json.encode(doubled)")]
    [InlineData("fail(doubled)")]
    public void WalkOfValuesThatHoldOthersManyTimes_CountsAsSteps(string expression)
    {
        // Two walks of such a value would end after centuries, and some gigabytes.
        var program = $"""
            def run():
                wide = []
                doubled = []
                for _ in range(8):
                    wide = [wide] * 100
                for _ in range(60):
                    doubled = [doubled, doubled]
                return {expression}
            run()
            """;
        Should.Throw<StarlarkException>(() => Evaluator.Execute(new StarlarkThread { StepLimit = 100_000 }, "limit", program, Starlark.Predeclared)).Message.ShouldContain("too many steps");
    }

    [Fact]
    public void HashOfValuesThatHoldOthersManyTimes_IsTakenOnce() =>
        Starlark.Execute("""
            def run():
                nested = struct(a = 1)
                for _ in range(60):
                    nested = struct(a = nested, b = nested)
                return nested in {}
            x = run()
            """).Get("x").Truth.ShouldBeFalse();

    [Fact]
    public void Freeze_OfValuesThatHoldOthersManyTimes_VisitsEachOnce()
    {
        var module = Starlark.Execute("def run():\n  x = []\n  for _ in range(60): x = [x, x]\n  return x\nx = run()");
        module.Freeze();
        Should.Throw<StarlarkException>(() => new StarlarkThread().Call(Attributes.Get(module.Get("x"), "append"), 1));
        module.Fork();
    }

    [Fact]
    public void Cancellation_DuringABuiltinThatWalks_EndsIt()
    {
        using var stop = new CancellationTokenSource();
        var thread = new StarlarkThread { Cancellation = stop.Token, Print = (_, _) => stop.Cancel() };
        const string Program = """
            def run():
                x = ""
                for _ in range(60):
                    x = [x, x]
                print("now")
                str(x)
            run()
            """;
        Should.Throw<OperationCanceledException>(() => Evaluator.Execute(thread, "cancelled", Program));
    }

    [Fact]
    public void Cancellation_BetweenTwoTurns_IsSeenAtTheNext()
    {
        using var stop = new CancellationTokenSource();
        var turns = 0;
        var thread = new StarlarkThread { Cancellation = stop.Token, Print = (_, _) => { turns++; stop.Cancel(); } };
        Should.Throw<OperationCanceledException>(() => Evaluator.Execute(thread, "cancelled", "[print(x) for x in range(100)]"));
        turns.ShouldBe(1);
    }

    [Fact]
    public void Integer_SquaredAgainAndAgain_EndsInAnError()
    {
        var number = Value.FromInt(3);
        Should.Throw<StarlarkException>(() =>
        {
            while (true)
                number = Operators.Multiply(number, number);
        }).Message.ShouldBe("integer too large");
    }
}
