using Operon.Testing;

namespace Operon.EndToEnd.Releases;

/// <summary>How a run of a cascade ended is written together with what begins next, but does not wait for it.</summary>
public sealed class CascadeOutcomeTests : IDisposable
{
    private const int Interrupt = 2;

    private readonly ReleaseRepository place = new(ReleaseRepository.GitStores);

    private string Path => $"{place.PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}";

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task Cascade_NextCheckoutTakesLong_HasWrittenHowTheRunBeforeItEnded()
    {
        await MakeAsync();
        using var cascade = place.Start("work cascade", ("PATH", Path));
        await place.UntilAsync(() => File.Exists(place.PathOf("blocked")));

        await place.UntilAsync(() => place.Git(place.Remote, "ls-tree", "-r", "--name-only", "state").Contains("demo/-/a.ocu.star/@r2/deploy/prod/2/status/complete/", StringComparison.Ordinal));

        await File.WriteAllTextAsync(place.PathOf("go"), "", TestContext.Current.CancellationToken);
        (await cascade.EndAsync()).Exit.ShouldBe(0);
        (await place.MatchAsync("demo/-/b.ocu.star/**/status/*")).ShouldBe(["demo/-/b.ocu.star/@r1/deploy/prod/1/status/complete", "demo/-/b.ocu.star/@r1/deploy/prod/2/status/complete"]);
    }

    [Fact]
    public async Task Cascade_AskedToEndBetweenTwoRuns_KeepsTheFirst()
    {
        await MakeAsync();
        using var cascade = place.Start("work cascade", ("PATH", Path));
        await place.UntilAsync(() => File.Exists(place.PathOf("blocked")));

        cascade.Signal(Interrupt);

        (await cascade.EndAsync()).Exit.ShouldBe(130);
        (await place.MatchAsync("**/status/{pending,running}")).ShouldBeEmpty();
        (await place.MatchAsync("demo/-/a.ocu.star/@r2/deploy/prod/2/status/*")).ShouldBe(["demo/-/a.ocu.star/@r2/deploy/prod/2/status/complete"]);
        place.Leases().ShouldBeEmpty();
        await place.GoodAsync("work cascade");
        (await place.MatchAsync("demo/-/b.ocu.star/**/status/*")).Length.ShouldBe(2);
    }

    // The second deployment reads what the first gives, and is of an older commit. Whoever checks that one out waits.
    private async Task MakeAsync()
    {
        place.Commit("demo", ("envs.ocu.star", "register_environment(environment(\"prod\"))\n"), ("a.ocu.star", Text("@/custom/x")), ("b.ocu.star", Text("demo/-/a.ocu.star/@/deploy/prod#output/v")));
        foreach (var file in (string[])["envs", "a", "b"]) await place.GoodAsync($"release new {file}.ocu.star");
        place.Commit("demo", ("other", ""));
        await place.GoodAsync("release new a.ocu.star");
        await place.GoodAsync("state set @/custom/x 1");
        Directory.CreateDirectory(place.PathOf("bin"));
        var git = place.PathOf("bin/git");
        ExecutableFile.Write(git, $"#!/bin/sh\nfor word; do [ \"$word\" != worktree ] || {{ touch {place.PathOf("blocked")}; while [ ! -e {place.PathOf("go")} ]; do sleep 0.03; done; }}; done\nexec /usr/bin/git \"$@\"\n");

        static string Text(string read) => $"""
            def up(environment, v):
                return done(outputs={"{"}"v": v{"}"})

            def down(environment, v):
                return done()

            [deploy(environment=e, up=up, down=down, inputs={"{"}"v": input(ref="{read}", default="0"){"}"}) for e in environments()]

            """;
    }
}
