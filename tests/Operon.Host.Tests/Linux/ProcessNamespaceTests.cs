using System.ComponentModel;
using System.Globalization;
using System.Linq.Expressions;
using Operon.Host.Linux;

namespace Operon.Host.Tests.Linux;

public sealed class ProcessNamespaceTests
{
    [Fact]
    public async Task Start_ProcessHasTwoNumbers_AndEndsAsAnyOther()
    {
        Assert.SkipUnless(UserNamespace.IsRoot, "makes a process namespace, for which it must be root");
        using var space = Create();
        using var process = Start(space, "echo $$; read line; exit 5");
        using var said = new StreamReader(process.Output);

        var inside = int.Parse((await said.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
        ProcessNamespace.NumberInside(process).ShouldBe(inside);
        Directory.Exists($"/proc/{process.Id}").ShouldBeTrue();
        await process.Input!.DisposeAsync();

        (await process.Ended).ShouldBe(5);
        End(space);
    }

    [Fact]
    public async Task Start_FirstProcessEnds_AllEnd()
    {
        Assert.SkipUnless(UserNamespace.IsRoot, "makes a process namespace, for which it must be root");
        using var space = Create();
        using var process = Start(space, "sleep 1000");

        space.First.Kill();

        (await process.Ended).ShouldBe(-Signals.Kill);
        space.First.Wait().ShouldBe(-Signals.Kill);
        Should.Throw<Win32Exception>(() => Start(space, "exit"));
    }

    // .NET starts threads where it likes: to compile anew what is called often, to collect garbage, for its pool.
    [Fact]
    public async Task Start_ManyFromManyThreadsAmongCompilingCollectingAndNewThreads_AllEndInOrder()
    {
        Assert.SkipUnless(UserNamespace.IsRoot, "makes a process namespace, for which it must be root");
        using var space = Create();
        using var done = new CancellationTokenSource();
        Thread[] others = [.. ((Action[])[Collect, Compile, Compile, StartThread]).Select(a => new Thread(() => Repeat(a, done.Token)))];
        foreach (var other in others) other.Start();
        var codes = new int[400];

        Thread[] starters = [.. Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            for (var i = t; i < codes.Length; i += 4)
            {
                using var process = Start(space, $"exit {i % 200}");
                codes[i] = process.Wait();
                StartThread();
            }
        }))];
        foreach (var starter in starters) starter.Start();
        foreach (var starter in starters) starter.Join();
        await done.CancelAsync();
        foreach (var other in others) other.Join();

        codes.ShouldBe(Enumerable.Range(0, codes.Length).Select(i => i % 200));
        End(space);
    }

    private static ProcessNamespace Create()
    {
        using var first = new PreparedStart(Shell("read line") with { IsExitAsked = false });
        var made = ProcessNamespace.Create(first);
        made.Open();
        return made;
    }

    private static void End(ProcessNamespace space)
    {
        space.First.Kill();
        space.First.Wait();
    }

    private static SpawnedProcess Start(ProcessNamespace space, string script)
    {
        using var start = new PreparedStart(Shell(script));
        return space.Start(start);
    }

    private static ProgramStart Shell(string script) => new("/bin/sh", ["-c", script], "/", [new("PATH", "/usr/bin:/bin")]) { HasInput = true };

    private static void Repeat(Action action, CancellationToken end)
    {
        while (!end.IsCancellationRequested) action();
    }

    private static void Collect() => GC.Collect();

    private static void StartThread()
    {
        var thread = new Thread(() => { });
        thread.Start();
        thread.Join();
    }

    // A method that nobody has called yet, often enough to be compiled anew.
    private static void Compile()
    {
        var number = Expression.Parameter(typeof(int));
        var add = Expression.Lambda<Func<int, int>>(Expression.Add(number, Expression.Constant(1)), number).Compile();
        for (var i = 0; i < 100; i++) add(i).ShouldBe(i + 1);
    }
}
