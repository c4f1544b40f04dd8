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
