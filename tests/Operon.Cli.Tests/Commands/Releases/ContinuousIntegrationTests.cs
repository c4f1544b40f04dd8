namespace Operon.Cli.Tests.Commands.Releases;

/// <summary>
/// Releases as jobs of a CI system do them (releases, section 5.1): each commit is a job in a clone of its own, and so is each commit that the
/// trigger of the repository asks for.
/// </summary>
public sealed class ContinuousIntegrationTests : IDisposable
{
    private const string Trigger = """

        def again(commit):
            shell("echo " + commit + " >> " + env()["CI_QUEUE"])

        trigger(again)
        """;

    private readonly ReleasePlace place = new(ReleasePlace.GitStores + Trigger);

    public ContinuousIntegrationTests() => place.Variables["CI_QUEUE"] = Path.Combine(place.Root, "queue");

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task Release_ThatNothingWaitsFor_IsOneJob()
    {
        place.Commit(("p.ocu.star", Package("@/custom/none\", default=\"0")));
        (await ReleaseAsync("p.ocu.star")).ShouldBe(1);
        (await OutputAsync("p.ocu.star")).ShouldBe("\"0+\"");
    }

    [Fact]
    public async Task Release_ThatAnotherWaitsFor_IsTwoJobs_AlsoWhenItChanges()
    {
        place.Commit(("front.ocu.star", Package("//back.ocu.star/@/task/t#output/got")));
        (await ReleaseAsync("front.ocu.star")).ShouldBe(1);
        place.Commit(("back.ocu.star", "def f():\n    return done(outputs={\"got\": read(\"version\")})\n\ntask(f, \"t\")\n"), ("version", "v0"));
        (await ReleaseAsync("back.ocu.star")).ShouldBe(2);
        (await OutputAsync("front.ocu.star")).ShouldBe("\"v0+\"");

        // A deployment follows what it was made of, at the commit that it was made of.
        place.Commit(("envs.ocu.star", "register_environment(environment(\"one\"))\n"), ("web.ocu.star", """
            def up(environment, of):
                return done(outputs={"got": of})

            def down(environment):
                return done()

            phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"of": input(ref="//back.ocu.star/@/task/t#output/got")}) for e in environments()])
            """));
        await ReleaseAsync("envs.ocu.star");
        (await ReleaseAsync("web.ocu.star")).ShouldBe(1);
        foreach (var version in new[] { "v1", "v2" })
        {
            place.Commit(("version", version));
            (await ReleaseAsync("back.ocu.star")).ShouldBe(2);
            (await place.GoodAsync("state", "get", "web.ocu.star/@/deploy/one#output/got")).ShouldBe($"\"{version}\"\n");
        }
    }

    [Fact]
    public async Task CustomState_ThatChanges_ReachesWhatUsesItByTriggers()
    {
        place.Commit(("p.ocu.star", Package("@/custom/size")));
        (await ReleaseAsync("p.ocu.star")).ShouldBe(1);
        place.Commit(("other", ""));
        await place.GoodAsync("state", "set", "@/custom/size", "big");
        await place.GoodAsync("state", "apply", "@/custom/size");
        await place.GoodAsync("work", "trigger");
        (await JobsAsync()).ShouldBe(1);
        (await OutputAsync("p.ocu.star")).ShouldBe("\"big+\"");

        // With nothing to do there is no job.
        await place.GoodAsync("work", "trigger");
        (await JobsAsync()).ShouldBe(0);
        await place.GoodAsync("work", "trigger", "--intent");
        (await JobsAsync()).ShouldBe(1);
    }

    private static string Package(string reference) => $"def f(of):\n    return done(outputs={{\"got\": of + \"+\"}})\n\ntask(f, \"t\", inputs={{\"of\": input(ref=\"{reference}\")}})\n";

    private async Task<string> OutputAsync(string package) => (await place.GoodAsync("state", "get", $"{package}/@/task/t#output/got")).TrimEnd();

    // The job of the commit at hand, and those that follow.
    private async Task<int> ReleaseAsync(string package)
    {
        await JobAsync("HEAD", ["release", "new", package], ["work", "trigger"]);
        return 1 + await JobsAsync();
    }

    private async Task<int> JobsAsync()
    {
        var jobs = 0;
        for (var queue = place.Variables["CI_QUEUE"]; File.Exists(queue); )
        {
            var commits = await File.ReadAllLinesAsync(queue, TestContext.Current.CancellationToken);
            File.Delete(queue);
            foreach (var commit in commits) await JobAsync(commit, ["work", "any"]);
            jobs += commits.Length;
            jobs.ShouldBeLessThan(20);
        }

        return jobs;
    }

    private async Task JobAsync(string commit, params string[][] commands)
    {
        var id = place.Git(place.Repository, "rev-parse", commit);
        var clone = place.Clone("trunk");
        place.Git(clone, "checkout", "--quiet", id);
        foreach (var command in commands)
        {
            var done = await place.InAsync(clone, command);
            done.ExitCode.ShouldBe(0, done.Errors);
        }
    }
}
