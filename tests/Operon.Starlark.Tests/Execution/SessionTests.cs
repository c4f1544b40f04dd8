using Operon.Starlark.Execution;

namespace Operon.Starlark.Tests.Execution;

/// <summary>Programs that are entered part by part.</summary>
public sealed class SessionTests
{
    [Fact]
    public void Run_OfParts_SeesWhatCameBefore()
    {
        var session = new Session(new StarlarkThread(), Starlark.Predeclared);
        session.Run("x = 1").ShouldBeNull();
        session.Run("x += 1").ShouldBeNull();
        session.Run("def f(): return x * 10").ShouldBeNull();
        session.Run("f()").ToString().ShouldBe("20");
        Should.Throw<StarlarkException>(() => session.Run("y = 5; 1 // 0"));
        session.Run("y + x").ToString().ShouldBe("7");
        session.Names.ShouldContain("y");
    }

    [Theory]
    [InlineData("x = 1", false)]
    [InlineData("x = (1,", true)]
    [InlineData("def f():", true)]
    [InlineData("def f():\n  return 1", true)]
    [InlineData("def f():\n  return 1\n", false)]
    [InlineData("def f(x):\n  if x:", true)]
    [InlineData("def f(x):\n  if x:\n    return 1\n  else:", true)]
    [InlineData("def f(x):\n  for y in x:\n    if y:", true)]
    [InlineData("def f(x):\n  if x:\n", false)]
    [InlineData("def f(x):\n  if x:\n  return 1", false)]
    [InlineData("x = '''a", true)]
    [InlineData("x = 'a", false)]
    [InlineData("x = )", false)]
    public void NeedsMore_OfLines_TellsWhetherTheyEndTheStatement(string text, bool more) => Session.NeedsMore(text).ShouldBe(more);
}
