using System.Text;
using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;

namespace Operon.Starlark.Tests.Hostile;

/// <summary>Inputs that nobody would write: they give a result or an error, not a crash and not an endless wait.</summary>
public sealed class HostileInputTests
{
    private const int Deep = 100_000;

    private static readonly string[] Words =
    [
        "(", ")", "[", "]", "{", "}", ",", ":", "=", "+=", "*", "**", "if", "else", "elif", "for", "in", "not", "lambda", "def", "return", "break", "continue", "and", "or", "load",
        "while", "pass", ";", "\n", "\n  ", "\n    ", "x", "y", "f", "1", "0", "1.5", "'s'", "b'b'", ".", "==", "<", "-", "~", "%", "//", "<<", "|", "print", "len", "range", "\\", "\"", "#", "\t", "é", "'''",
    ];

    [Theory]
    [InlineData("(", "1", ")", "1")]
    [InlineData("[", "", "]", null)]
    [InlineData("-", "1", "", "1")]
    [InlineData("not ", "1", "", "True")]
    [InlineData("1 + ", "1", "", "100001")]
    [InlineData("1 if 1 else ", "2", "", "1")]
    [InlineData("lambda: ", "1", "", "<function lambda>")]
    public void Evaluate_OfDeepNesting_GivesTheValue(string open, string inner, string close, string? value)
    {
        var text = new StringBuilder().Insert(0, open, Deep).Append(inner).Insert(0, "x = ").Append(new StringBuilder().Insert(0, close, Deep)).ToString();
        var result = Starlark.Execute(text).Get("x");
        Evaluator.Format("t.star", text).Length.ShouldBeGreaterThanOrEqualTo(Deep);
        if (value is not null) result.ToString().ShouldBe(value);
    }

    [Fact]
    public void Check_OfBracketsThatNobodyCloses_IsAnError() => Starlark.Output(new string('(', 20_000)).ShouldBe("t.star:1:20001: got end of file, want primary expression");

    [Fact]
    public void Execute_OfALineOfTenMegabytes_GivesTheValue() => Starlark.Output($"x = '{new string('a', 10_000_000)}'\nprint(len(x))").ShouldBe("10000000");

    [Fact]
    public void Execute_OfAnElifChain_NeedsNoDepth() =>
        Starlark.Output($"def f(x):\n  if x == 0: pass\n{string.Concat(Enumerable.Range(1, 20_000).Select(i => $"  elif x == {i}: return {i}\n"))}print(f(20000))").ShouldBe("20000");

    [Fact]
    public void Execute_OfNestedComprehensions_GivesTheValue() =>
        Starlark.Output($"x = {new StringBuilder().Insert(0, "[", 5000)}1{new StringBuilder().Insert(0, " for i in [1]]", 5000)}\nprint(len(str(x)))").ShouldBe("10001");

    [Fact]
    public void Execute_OfAChainOfCalls_NeedsNoRecursionOption() =>
        Starlark.Output(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"def f{i}(): return f{i + 1}()\n")) + "def f10000(): return 7\nprint(f0())").ShouldBe("7");

    [Fact]
    public void Execute_OfRandomBytes_EndsWithAResultOrAnError() => RandomBytes(seed: 1, rounds: 2000);

    [Fact]
    public void Execute_OfRandomWords_EndsWithAResultOrAnError() => RandomWords(seed: 2, rounds: 20_000);

    [Fact]
    public void Execute_OfMutatedPrograms_EndsWithAResultOrAnError() => Mutations(seed: 1, rounds: 2000);

    [Fact(Explicit = true)]
    public void Execute_OfVeryManyRandomBytes_EndsWithAResultOrAnError() => ForMinutes(seed => RandomBytes(seed, rounds: 10_000));

    [Fact(Explicit = true)]
    public void Execute_OfVeryManyRandomWords_EndsWithAResultOrAnError() => ForMinutes(seed => RandomWords(seed, rounds: 20_000));

    [Fact(Explicit = true)]
    public void Execute_OfVeryManyMutatedPrograms_EndsWithAResultOrAnError() => ForMinutes(seed => Mutations(seed, rounds: 5_000));

    // CAMPAIGN_MINUTES says how long, CAMPAIGN_SEED where it begins: a failure names its seed.
    private static void ForMinutes(Action<int> campaign)
    {
        var limit = TimeSpan.FromMinutes(Number("CAMPAIGN_MINUTES", 60));
        var start = TimeProvider.System.GetTimestamp();
        var seed = Number("CAMPAIGN_SEED", 1000);
        for (; TimeProvider.System.GetElapsedTime(start) < limit; seed++) campaign(seed);
        TestContext.Current.TestOutputHelper!.WriteLine($"seeds up to {seed}");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static void RandomBytes(int seed, int rounds)
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            RunOut(Evaluator.Decode(bytes), seed);
        }
    }

    private static void Mutations(int seed, int rounds)
    {
        var mutation = new Mutation(seed);
        for (var round = 0; round < rounds; round++) RunOut(mutation.Next(), seed);
    }

    private static void RandomWords(int seed, int rounds)
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            RunOut(string.Join(random.Next(2) == 0 ? " " : "", Enumerable.Range(0, random.Next(1, 25)).Select(_ => Words[random.Next(Words.Length)])), seed);
        }
    }

    private static void RunOut(string text, int seed)
    {
        var thread = new StarlarkThread { StepLimit = 10_000, AllocationLimit = 256 << 20, DepthLimit = 200 };
        try
        {
            Evaluator.Execute(thread, "t.star", text, Starlark.Predeclared, Starlark.Everything);
        }
        catch (StaticErrorException error)
        {
            error.Errors.ShouldNotBeEmpty();
        }
        catch (StarlarkException error)
        {
            error.Trace.ShouldNotBeEmpty();
        }
        catch (Exception error)
        {
            Assert.Fail($"seed {seed}: {text}\n{error}");
        }
    }
}
