using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Operon.Cli.Tests.Commands.Releases;

namespace Operon.Cli.Tests.Pages;

/// <summary><c>state view</c> and <c>preview</c>, as they are started.</summary>
public sealed partial class PageCommandTests
{
    private const string Package = """
        def build(size):
            print("a <b>line</b>")
            return done(outputs={"o": "</pre><script>alert(1)</script>"})

        def up(environment, gate):
            return done()

        def down(environment):
            return done()

        print("<i>at load</i>")
        task(build, "build", inputs={"size": "<u>3</u>"})
        phase("all", tasks=[deploy(environment=e, up=up, down=down, inputs={"gate": input(ref="./custom/gate")}) for e in environments()])
        """;

    [Fact]
    public async Task StateView_ShowsWhatIsThereUntilItIsInterrupted()
    {
        using var place = await ReleasedAsync();
        using var pages = await Pages.OpenAsync(place, "state", "view");
        var start = await pages.TextAsync("/");
        start.ShouldContain("1 environments, 1 repositories, 1 releases, 0 deployments, 0 custom values, 1 waiting runs");
        start.ShouldContain("waits for acme/demo/-/p.ocu.star/@r1/custom/gate");

        var release = await pages.TextAsync("/ref/acme/demo/-/p.ocu.star/@r1");
        release.ShouldContain("Deploy to one");
        release.ShouldContain("<h2>all</h2>");
        var document = await pages.TextAsync("/ref/acme/demo/-/p.ocu.star/@/task/build");
        document.ShouldNotContain("<script");
        document.ShouldContain("It leads to");
        (await pages.TextAsync("/match/**/%40r1/task/*")).ShouldContain("/ref/acme/demo/-/p.ocu.star/%40r1/task/build");
        (await pages.StatusAsync("/match/[")).ShouldBe(HttpStatusCode.BadRequest);
        (await pages.StatusAsync("/ref/x/-y/%3Cscript%3E")).ShouldBe(HttpStatusCode.BadRequest);
        (await pages.StatusAsync("/ref/@/custom/none")).ShouldBe(HttpStatusCode.NotFound);
        (await pages.StatusAsync("/other")).ShouldBe(HttpStatusCode.NotFound);

        await place.GoodAsync("state", "set", "@/custom/new", "1");
        await pages.EndAsync();
    }

    [Fact]
    public async Task StateView_WorksInAStore()
    {
        using var place = await ReleasedAsync();
        using var pages = await Pages.OpenInAsync(place, Path.Combine(place.Repository, ".store", "intent"), "state", "view");
        (await pages.TextAsync("/")).ShouldContain("1 environments");
        await pages.EndAsync();
    }

    [Fact]
    public async Task Preview_FollowsTheFile()
    {
        using var place = await ReleasedAsync();
        using var pages = await Pages.OpenAsync(place, "preview", "p.ocu.star");
        var before = await pages.TextAsync("/");
        before.ShouldContain("Deploy to one");
        before.ShouldContain("&lt;u&gt;3&lt;/u&gt;");
        before.ShouldContain("&lt;i&gt;at load&lt;/i&gt;");
        await using var changes = await pages.Client.GetStreamAsync(pages.At("/changes"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(changes);
        await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        place.Write("p.ocu.star", "task(nothing, \"t\")\n");
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("data: changed");
        (await pages.TextAsync("/")).ShouldContain("undefined: nothing");
        await pages.EndAsync();
    }

    [Fact]
    public async Task Preview_OnAPortThatIsTaken_SaysSo()
    {
        using var place = await ReleasedAsync();
        using var pages = await Pages.OpenAsync(place, "preview", "p.ocu.star");
        var refused = await place.RunAsync("preview", "p.ocu.star", "--port", $"{pages.Address.Port}");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("REL0522");
        (await place.RunAsync("preview", "p.ocu.star", "--port", "70000")).Errors.ShouldContain("CLI0001");
        await pages.EndAsync();
    }

    private static async Task<ReleasePlace> ReleasedAsync()
    {
        var place = new ReleasePlace();
        place.Commit(("p.ocu.star", Package), ("envs.ocu.star", "register_environment(environment(\"one\", {}))\n"));
        await place.GoodAsync("release", "new", "envs.ocu.star");
        await place.GoodAsync("release", "new", "p.ocu.star");
        return place;
    }

    private sealed partial class Pages : IDisposable
    {
        private const int Interrupt = 2;

        private readonly Process process;

        private Pages(Process process, Uri address)
        {
            this.process = process;
            Address = address;
        }

        public HttpClient Client { get; } = new();

        public Uri Address { get; }

        public static Task<Pages> OpenAsync(ReleasePlace place, params string[] words) => OpenInAsync(place, place.Repository, words);

        public static async Task<Pages> OpenInAsync(ReleasePlace place, string folder, params string[] words)
        {
            // Whoever runs the tests in the background ignores signals, and what is ignored stays so in all that is started.
            var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal", Path.Combine(AppContext.BaseDirectory, "operon"), .. words]) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var (name, value) in place.Variables) start.Environment[name] = value;
            var started = Process.Start(start)!;
            var line = await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
            var at = line.IndexOf("http://", StringComparison.Ordinal);
            at.ShouldBeGreaterThan(0, line);
            (await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
            return new Pages(started, new Uri(line[at..]));
        }

        public Uri At(string path) => new(Address, path + Address.Query);

        public async Task<string> TextAsync(string path) => await Client.GetStringAsync(At(path), TestContext.Current.CancellationToken);

        public async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var answer = await Client.GetAsync(At(path), TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }

        /// <summary>Ends it as Ctrl-C does.</summary>
        public async Task EndAsync()
        {
            Kill(process.Id, Interrupt).ShouldBe(0);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0);
            await Should.ThrowAsync<HttpRequestException>(() => Client.GetAsync(Address, TestContext.Current.CancellationToken));
        }

        public void Dispose()
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
            Client.Dispose();
        }

        [LibraryImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int Kill(int process, int signal);
    }
}
