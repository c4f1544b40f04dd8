using Operon.Starlark.Execution;

namespace Operon.Starlark.Tests.Execution;

/// <summary>What an evaluation may use, and how it ends when that is used up.</summary>
public sealed class LimitTests
{
    private const string Forever = "def f():\n  while True: pass\nf()";

    [Fact]
    public void StepLimit_UsedUp_IsAnError() =>
        Starlark.Output(Forever, Starlark.Everything, new StarlarkThread { StepLimit = 10_000 }).ShouldEndWith("Error: Starlark computation cancelled: too many steps");

    [Fact]
    public void StepLimit_NotUsedUp_IsNotFelt()
    {
        var thread = new StarlarkThread { StepLimit = 102 };
        Starlark.Output("def f():\n  for i in range(100): pass\n  print('done')\nf()", thread: thread).ShouldBe("done");
        thread.Steps.ShouldBe(102);
    }

    [Fact]
    public void AllocationLimit_UsedUp_IsAnError() =>
        Starlark.Output("def f():\n  x = []\n  while True: x.append([1] * 100)\nf()", Starlark.Everything, new StarlarkThread { AllocationLimit = 10 << 20 })
            .ShouldEndWith("Error: Starlark computation cancelled: too much memory allocated");

    [Fact]
    public void DepthLimit_UsedUp_IsAnError() =>
        Starlark.Output("def f(n): return f(n + 1)\nf(0)", Starlark.Everything, new StarlarkThread { DepthLimit = 100 }).ShouldEndWith("Error: too many nested calls: the limit is 100");

    [Fact]
    public void Cancellation_Asked_EndsTheEvaluation()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Should.Throw<OperationCanceledException>(() => Starlark.Output(Forever, Starlark.Everything, new StarlarkThread { Cancellation = stop.Token }));
    }

    [Fact]
    public void Thread_AfterAnError_CanBeUsedAgain()
    {
        var thread = new StarlarkThread();
        for (var i = 0; i < 3; i++)
        {
            Starlark.Output("def f(x): return [g(y) for y in [x]]\ndef g(x): return x // 0\nf(1)", thread: thread).ShouldEndWith("Error: floored division by zero");
            Starlark.Output("def f(x): return x\nprint(f(2))", thread: thread).ShouldBe("2");
        }
    }
}
