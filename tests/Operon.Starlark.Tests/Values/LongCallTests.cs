using Operon.Starlark.Execution;

namespace Operon.Starlark.Tests.Values;

/// <summary>One call of a builtin or one operator that would take very long, or very much: it ends when it is asked to, within its bounds.</summary>
public sealed class LongCallTests
{
    private const long Bound = 8 << 20;

    // Each has only the line itself to notice it: between two turns of a loop nobody would look.
    [Theory]
    [InlineData("any(range(0, 1 << 40, 1 << 41)) or all(range(1, 1 << 40))")]
    [InlineData("max(range(1 << 40))")]
    [InlineData("min(range(1 << 40), key = lambda x: -x)")]
    [InlineData("sorted(range(1 << 40))")]
    [InlineData("reversed(range(1 << 40))")]
    [InlineData("enumerate(range(1 << 40))")]
    [InlineData("zip(*[range(1 << 40)] * 100)")]
    [InlineData("list(range(1 << 40))")]
    [InlineData("tuple(range(1 << 40))")]
    [InlineData("set(range(1 << 40))")]
    [InlineData("(lambda *a: 1)(*range(1 << 40))")]
    [InlineData("dict(zip(range(1 << 40), range(1 << 40)))")]
    [InlineData("''.join(('a' * (1 << 20)).elems())")]
    [InlineData("''.join([''] * (1 << 20))")]
    [InlineData("list(('é' * (1 << 20)).codepoints())")]
    [InlineData("set([1]).issubset(range(1 << 40))")]
    [InlineData("set([1]).union(range(1 << 40))")]
    [InlineData("set([1]).difference(range(1 << 40))")]
    [InlineData("set([1]).intersection(range(1 << 40))")]
    [InlineData("set([1]).symmetric_difference(range(1 << 40))")]
    [InlineData("set([1]).update(range(1 << 40))")]
    [InlineData("[1].extend(range(1 << 40))")]
    [InlineData("{}.update([(1, 2)] * (1 << 20))")]
    [InlineData("('%s' * (1 << 20)) % (('',) * (1 << 20))")]
    [InlineData("('{}' * (1 << 20)).format(*[''] * (1 << 20))")]
    [InlineData("json.encode(range(1 << 40))")]
    [InlineData("json.decode('[' + '1,' * (1 << 20) + '1]')")]
    [InlineData("json.indent('[' + '1,' * (1 << 20) + '1]')")]
    [InlineData("1 in [0] * (1 << 20)")]
    [InlineData("([0] * (1 << 20)).index(1)")]
    [InlineData("[0] * (1 << 20) < [0] * (1 << 20)")]
    [InlineData("sorted([0.5] * (1 << 20))")]
    [InlineData("str([0] * (1 << 20))")]
    [InlineData("fail([0] * (1 << 20))")]
    [InlineData("print([0] * (1 << 20))")]
    [InlineData("([0] * (1 << 20)).remove(1)")]
    [InlineData("{'a': [0] * (1 << 20)} == {'a': [0] * (1 << 20)}")]
    [InlineData("set(range(30000)) == set(range(30000))")]
    [InlineData("dict([(x, x) for x in range(20000)]) == dict([(x, x) for x in range(20000)])")]
    [InlineData("[0] * (1 << 20) == [0] * (1 << 20)")]
    [InlineData("{(0,) * (1 << 20): 1}")]
    [InlineData("{('a' * (1 << 20),) * 300: 1}")]
    [InlineData("{(b'a' * (1 << 20),) * 300: 1}")]
    [InlineData("['a' * (1 << 20)] * 300 == ['a' * (1 << 20)] * 300")]
    [InlineData("['é' * (1 << 19)] * 300 < ['é' * (1 << 19)] * 300")]
    [InlineData("(b'a' * (1 << 20),) * 300 <= (b'a' * (1 << 20),) * 300")]
    [InlineData("sorted(['a' * (1 << 20) + str(x) for x in range(100)])")]
    [InlineData("max(['a' * (1 << 20) + str(x) for x in range(300)])")]
    [InlineData("sorted([1] * (1 << 20))")]
    [InlineData("sorted(['a'] * (1 << 20))")]
    [InlineData("dict([(x, x) for x in range(20000)]) | {}")]
    [InlineData("dict([(x, x) for x in range(20000)]).items()")]
    [InlineData("dict([(x, x) for x in range(20000)]).keys()")]
    [InlineData("dict([(x, x) for x in range(20000)]).values()")]
    [InlineData("dict(dict([(x, x) for x in range(20000)]))")]
    [InlineData("set(range(30000)) | set()")]
    public void CallThatWalksFar_IsCountedInSteps(string expression) =>
        Error(new StarlarkThread { StepLimit = 50_000, Print = (_, _) => { } }, expression).ShouldContain("too many steps");

    [Theory]
    [InlineData("'a' * (1 << 27)")]
    [InlineData("'é' * (1 << 26)")]
    [InlineData("b'a' * (1 << 27)")]
    [InlineData("[0] * (1 << 25)")]
    [InlineData("(0,) * (1 << 25)")]
    [InlineData("list(range(1 << 25))")]
    [InlineData("tuple(range(1 << 25))")]
    [InlineData("sorted(range(1 << 25))")]
    [InlineData("enumerate(range(1 << 25))")]
    [InlineData("set(range(1 << 25))")]
    [InlineData("{x: x for x in range(1 << 25)}")]
    [InlineData("','.join(['a' * 10000] * 10000)")]
    [InlineData("('a' * 10000).replace('', 'b' * 10000)")]
    [InlineData("('a' * 10000).replace('a', 'b' * 10000)")]
    [InlineData("('é' * 10000).replace('é', 'b' * 10000)")]
    [InlineData("('{0}' * 10000).format('a' * 10000)")]
    [InlineData("('%s' * 10000) % (('a' * 10000,) * 10000)")]
    [InlineData("('a,' * (1 << 20)).split(',')")]
    [InlineData("('a ' * (1 << 20)).split()")]
    [InlineData("('a\\n' * (1 << 20)).splitlines()")]
    [InlineData("('a' * (1 << 21) + 'b')[::-1]")]
    [InlineData("[1] * (1 << 18) + [2] * (1 << 18)")]
    [InlineData("repr('\\x00' * (1 << 21))")]
    [InlineData("str(['a' * 10000] * 10000)")]
    [InlineData("json.encode(['a' * 10000] * 10000)")]
    [InlineData("json.decode('[' + '[],' * (1 << 20) + '1]')")]
    [InlineData("json.indent('[' * 10000 + ']' * 10000, indent = 'x' * 10000)")]
    public void CallThatTakesMuchMemory_MeetsTheBoundBeforeItTakesIt(string expression)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Error(new StarlarkThread { AllocationLimit = Bound }, expression).ShouldContain("too much memory allocated");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(3 * Bound);
    }

    [Theory]
    [InlineData("'a' * (1 << 29)", "excessive repeat (1 * 536870912 elements)")]
    [InlineData("int('9' * 2000000)", "integer too large")]
    [InlineData("json.decode('9' * 2000000)", "integer too large")]
    [InlineData("1 << 1000000000", "shift count too large: 1000000000")]
    [InlineData("('a' * 20000).replace('', 'b' * 20000)", "string too long")]
    [InlineData("('a' * 20000).replace('a', 'b' * 20000)", "string too long")]
    [InlineData("'{:>1000000000}'.format(1)", "format spec features not supported in replacement fields: >1000000000")]
    [InlineData("'%1000000000d' % 1", "unknown conversion %1")]
    public void Value_BeyondWhatOneMayBe_IsAnError(string expression, string message) => Error(new StarlarkThread(), expression).ShouldContain(message);

    [Fact]
    public void Check_OfALiteralWithMillionsOfDigits_IsAnError() =>
        Starlark.Output(new string('9', 2_000_000)).ShouldBe("t.star:1:1: int literal too large");

    [Fact]
    public void AllocationLimit_CountsWhatTheEvaluationTakes_NotWhatItsHostTook()
    {
        var thread = new StarlarkThread { AllocationLimit = Bound };
        for (var i = 0; i < 4; i++)
        {
            GC.KeepAlive(new byte[Bound]);
            Evaluator.Evaluate(thread, "little", "len('a' * (1 << 19))").ToString().ShouldBe("524288");
        }
    }

    [Fact]
    public void AllocationLimit_OverSeveralCalls_IsForAll()
    {
        var thread = new StarlarkThread { AllocationLimit = Bound };
        Should.Throw<StarlarkException>(() =>
        {
            while (true)
                Evaluator.Evaluate(thread, "little", "len('a' * (1 << 19))");
        }).Message.ShouldContain("too much memory allocated");
    }

    [Theory]
    [InlineData("any(range(0, 1)) or all(range(1, 1 << 60))")]
    [InlineData("set([1]).issubset(range(1 << 60))")]
    [InlineData("json.encode(([[['a'] * 1000] * 1000] * 1000) * 1000)")]
    public async Task Cancellation_FromAnotherThread_EndsALongCall(string expression)
    {
        using var stop = new CancellationTokenSource();
        var thread = new StarlarkThread { Cancellation = stop.Token };
        var running = Task.Run(() => Evaluator.Evaluate(thread, "long", expression, Starlark.Predeclared, Starlark.Everything), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    private static string Error(StarlarkThread thread, string expression) =>
        Should.Throw<StarlarkException>(() => Evaluator.Evaluate(thread, "long", expression, Starlark.Predeclared, Starlark.Everything)).Message;
}
