using FsCheck;
using FsCheck.Fluent;
using Operon.Runs.Calls;
using Operon.Runs.Events;

namespace Operon.Runs.Tests.Calls;

public sealed class CallTreeTests
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private readonly CallId root = CallId.Create();
    private readonly CallId serial = CallId.Create();
    private readonly CallId box = CallId.Create();
    private readonly CallTree tree = new();
    private int number;

    [Fact]
    public void Fold_OfARun_GivesItsCallsWithStatesAndTimes()
    {
        Fold(Started(root, null, "", "op"), Started(serial, root, "serial", "serial"), Started(box, serial, "serial/build", "container", "build", """{"cmd":["x"],"image":"box"}"""));
        tree.Counts.ShouldBe(new CallCounts(3, 0, 0, 0, 0));
        Fold(new ImageResolved(box, "sha256:image"));
        Fold(new OutputWritten(box, OutputKind.Stdout, 0, 5), new OutputWritten(box, OutputKind.Stderr, 0, 3), new OutputWritten(box, OutputKind.Stdout, 5, 2));
        Fold(Ended(box, serial, "serial/build", "container", CallOutcome.Succeeded) with { ExitCode = 0 });

        var call = tree.Find(box)!;
        (call.Path, call.Step, call.Kind, call.Name, call.Image, call.State, call.ExitCode).ShouldBe(("serial/build", "build", "container", "build", "box", CallState.Succeeded, 0));
        (call.StdoutLength, call.StderrLength, call.StartEvent, call.EndEvent).ShouldBe((7, 3, 3, 8));
        call.Digest.ShouldBe("sha256:image");
        call.Duration.ShouldBe(TimeSpan.FromSeconds(5));
        call.Parent!.Parent.ShouldBe(tree.Root);
        tree.Find(serial)!.Duration.ShouldBeNull();
        tree.Counts.ShouldBe(new CallCounts(2, 1, 0, 0, 0));
        tree.Contradictions.ShouldBe(0);
    }

    [Fact]
    public void Fold_OfAFailure_KeepsTheErrorWhereItWas_AndTheChainOfTheRun()
    {
        var cause = new RecordedError("OPS0515", "cause", null, null, null, null);
        var chain = new RecordedError("OPS0516", "chain", null, null, null, cause);
        Fold(Started(root, null, "", "op"), Started(serial, root, "serial", "serial"), Started(box, serial, "serial/[0]", "container"));
        Fold(Ended(box, serial, "serial/[0]", "container", CallOutcome.Failed) with { Error = cause });
        Fold(Ended(serial, root, "serial", "serial", CallOutcome.Failed) with { Error = chain }, Ended(root, null, "", "op", CallOutcome.Failed) with { Error = chain, Outputs = "{}"u8.ToArray() });
        tree.Find(box)!.Error!.Message.ShouldBe("cause");
        tree.Find(serial)!.Error.ShouldBeNull();
        tree.Root!.Error.ShouldBeNull();
        tree.Error!.Cause!.Message.ShouldBe("cause");
        tree.Outputs.Length.ShouldBe(2);
    }

    [Fact]
    public void Fold_OfACallThatNeverBegan_HasItsEndOnly()
    {
        Fold(Started(root, null, "", "op"), Ended(box, root, "container", "container", CallOutcome.Skipped));
        var call = tree.Root!.Children.ShouldHaveSingleItem();
        (call.State, call.Started, call.Duration, call.StartEvent, call.EndEvent).ShouldBe((CallState.Skipped, null, null, 0, 2));
        call.Ended.ShouldNotBeNull();
    }

    [Fact]
    public void Fold_OfEventsThatContradict_ChangesNothingAndCounts()
    {
        Fold(Started(root, null, "", "op"), Ended(box, root, "container", "container", CallOutcome.Skipped));
        Fold(Started(box, root, "other", "container"), Ended(box, root, "container", "container", CallOutcome.Failed), new OutputWritten(box, OutputKind.Stdout, 0, 1), new OutputWritten(serial, OutputKind.Stdout, 0, 1));
        tree.Contradictions.ShouldBe(4);
        (tree.Find(box)!.State, tree.Find(box)!.Path, tree.Find(box)!.StdoutLength).ShouldBe((CallState.Skipped, "container", 0));
    }

    [Fact]
    public void Fold_OfCallsWithoutAParentThatIsKnown_PutsThemBelowTheRoot()
    {
        Fold(Started(box, serial, "serial/[0]", "container"));
        tree.Root.ShouldBeNull();
        Fold(Started(root, null, "", "op"), Started(box, serial, "serial/[0]", "container"), Started(serial, null, "", "op"));
        tree.Root!.Children.Select(c => c.Id).ShouldBe([box, serial]);
        tree.Find(box)!.Path.ShouldBe("serial/[0]");
        tree.Contradictions.ShouldBe(3);
    }

    [Fact]
    public void Fold_OfManyLongErrors_CutsThoseAfterTheFirst()
    {
        Fold(Started(root, null, "", "op"));
        var error = new RecordedError("OPS0515", new string('x', 100_000), "op.yml:1:2", null, null, null);
        for (var i = 0; i < 100; i++) Fold(Ended(CallId.Create(), root, $"[{i}]", "container", CallOutcome.Failed) with { Error = error });
        var lengths = tree.Root!.Children.Select(c => c.Error!.Message.Length).ToList();
        lengths[0].ShouldBe(100_000);
        lengths[^1].ShouldBe(201);
        lengths.Sum().ShouldBeLessThan(CallTree.ErrorBudget + 100_000);
    }

    [Fact]
    public void Fold_OfFinishedCalls_TakesLessThanAKilobyteEach()
    {
        const int Count = 50_000;
        Fold(Started(root, null, "", "op"), Started(serial, root, "build/parallelLoop", "parallelLoop"));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++)
        {
            var call = CallId.Create();
            var path = $"build/parallelLoop/[{i}]";

            // Through its bytes, as a reader has it: nothing is shared then.
            Fold(Read(Started(call, serial, path, "container", null, """{"image":"docker.io/library/some-image:latest","cmd":["sh","-c","make all install"]}""")));
            Fold(new OutputWritten(call, OutputKind.Stdout, 0, 100), Read(Ended(call, serial, path, "container", CallOutcome.Succeeded) with { ExitCode = 0, Outputs = """{"made":{"dir":"/some/where"}}"""u8.ToArray() }));
        }

        ((GC.GetTotalMemory(forceFullCollection: true) - before) / Count).ShouldBeLessThan(1000);
        tree.Counts.Succeeded.ShouldBe(Count);
    }

    [Fact]
    public void Path_OfAVeryDeepCall_IsFoundWithoutRecursion()
    {
        Fold(Started(root, null, "", "op"));
        var (above, path) = (root, "s");
        for (var i = 0; i < 5_000; i++)
        {
            var call = CallId.Create();
            Fold(Started(call, above, path, "serial"));
            (above, path) = (call, path + "/s");
        }

        tree.Find(above)!.Path.Length.ShouldBe((2 * 5_000) - 1);
    }

    [Fact]
    public void Fold_OfAnyEvents_HoldsAfterEach() =>
        Prop.ForAll(AnyEvents().ToArbitrary(), events =>
        {
            var folded = new CallTree();
            for (var i = 0; i < events.Count; i++)
            {
                folded.Fold(events[i], i + 1, Begin.AddSeconds(-i));
                ShouldHold(folded);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60));

    private static void ShouldHold(CallTree folded)
    {
        var calls = folded.Calls.ToList();
        folded.Counts.Total.ShouldBe(calls.Count);
        foreach (var state in Enum.GetValues<CallState>()) calls.Count(c => c.State == state).ShouldBe(Count(folded.Counts, state));
        (folded.Root is null).ShouldBe(calls.Count == 0);
        calls.Sum(c => c.Children.Count).ShouldBe(Math.Max(0, calls.Count - 1));
        foreach (var call in calls)
        {
            folded.Find(call.Id).ShouldBe(call);
            (call.Parent is null).ShouldBe(call == folded.Root);
            call.Parent?.Children.ShouldContain(call);
            (call.Ended is null).ShouldBe(call.State == CallState.Running);
            (call.EndEvent == 0).ShouldBe(call.State == CallState.Running);
            if (call.Duration is { } took) took.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        }
    }

    private static int Count(CallCounts counts, CallState state) => state switch
    {
        CallState.Running => counts.Running,
        CallState.Succeeded => counts.Succeeded,
        CallState.Failed => counts.Failed,
        CallState.Killed => counts.Killed,
        _ => counts.Skipped,
    };

    // Of few calls, so that events meet, with parents that are often wrong.
    private static Gen<List<RunEvent>> AnyEvents()
    {
        var ids = Enumerable.Range(0, 6).Select(_ => CallId.Create()).ToList();
        var parents = Gen.Frequency((1, Gen.Constant<CallId?>(null)), (5, Gen.Elements(ids.ToArray()).Select(i => (CallId?)i)));
        var paths = Gen.Elements("", "a", "a/b", "a/b/c", "/", "a//b", "b\u001b[2J");
        var error = new RecordedError("OPS0515", "why", null, null, null, null);
        var one = from id in Gen.Elements(ids.ToArray())
                  from parent in parents
                  from path in paths
                  from outcome in Gen.Elements(Enum.GetValues<CallOutcome>())
                  from happened in Gen.Elements<RunEvent>(
                      new CallStarted(id, parent, path, "container", null, ".") { Details = "{\"image\":1}"u8.ToArray() },
                      new CallStarted(id, parent, path, "op", "name", "."),
                      new OutputWritten(id, OutputKind.Stdout, 7, 3),
                      new CallEnded(id, parent, path, "op", ".", outcome) { Error = outcome == CallOutcome.Failed ? error : null })
                  select happened;
        return one.ListOf().Select(list => list.ToList());
    }

    private static RunEvent Read(RunEvent happened) => RunEventJson.Read(RunEventJson.Write(happened)).Value;

    private static CallStarted Started(CallId call, CallId? parent, string path, string kind, string? name = null, string? details = null) =>
        new(call, parent, path, kind, name, ".") { Details = details is null ? default : System.Text.Encoding.UTF8.GetBytes(details) };

    private static CallEnded Ended(CallId call, CallId? parent, string path, string kind, CallOutcome outcome) => new(call, parent, path, kind, ".", outcome);

    private void Fold(params RunEvent[] events)
    {
        foreach (var happened in events) tree.Fold(happened, ++number, Begin.AddSeconds(number));
    }
}
