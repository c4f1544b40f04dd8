using System.Diagnostics;
using Operon.Testing.Registries;

namespace Operon.EndToEnd.Help;

/// <summary>What help shows works: every example of every command, as the help prints it, and those of the topics with what they print.</summary>
public sealed class ExampleTests : IDisposable
{
    private const string Examples = "Examples:";
    private const string LocalRegistry = "localhost:5000";
    private readonly OperonProgram program = new();

    public ExampleTests()
    {
        Directory.CreateDirectory(Path.Combine(program.Work, "bin"));
        File.CreateSymbolicLink(Path.Combine(program.Work, "bin", "operon"), OperonProgram.Built);
        File.CreateSymbolicLink(Path.Combine(program.Work, "image"), Path.Combine(OperonProgram.Root, "examples", "image"));
        program.Write(".opspec/hello/op.yml", "name: hello\ndescription: Says hello\nrun: { container: { image: { ref: alpine }, cmd: [echo, hello] } }\n");
        program.Write(".opspec/build/op.yml", "name: build\ndescription: Builds\ninputs: { level: { string: { default: debug } } }\nrun: { container: { image: { ref: alpine }, cmd: [echo, $(level)] } }\n");
        program.Write("tools/lint/op.yml", "name: lint\ndescription: Lints\ninputs: { path: { dir: {} }, strict: { boolean: { default: false } } }\nrun: { container: { image: { ref: alpine }, dirs: { /src: $(path) }, cmd: [ls, /src] } }\n");
        program.Write("long/op.yml", "name: long\nrun: { container: { image: { ref: alpine }, cmd: [sh, -c, 'echo ready; sleep 1000'] } }\n");
        program.Write("src/main.c", "");
        program.Write("ci.yml", "level: release\n");
        program.Write("hello.star", "print('hello')\n");
        program.Write("repo.ocu.star", "ocuroot(\"0.3.0\")\n\nrepo_alias(\"shop\")\nstore.set(store.fs(\"../store\"))\n");
        program.Write("environments.ocu.star", "ocuroot(\"0.3.0\")\n\nregister_environment(environment(\"staging\"))\n");
        program.Write("web/release.ocu.star", """
            ocuroot("0.3.0")

            def build():
                return done(outputs={"image": "web:7"})

            def up(environment, image):
                return done(outputs={"url": "https://{}.example.com".format(environment["name"])})

            def down(environment):
                return done()

            def announce(approved):
                return done()

            task(build, name="build")
            phase("deploy", tasks=[
                deploy(e, up=up, down=down, inputs={"image": ref("./@/task/build#output/image")})
                for e in environments()
            ])
            task(announce, name="announce", inputs={"approved": ref("@/custom/approved")})
            """);
        program.Write("api/release.ocu.star", """
            ocuroot("0.3.0")

            def build():
                shell("test -e built || { touch built; false; }")

            task(build, name="build")
            """);
    }

    public static TheoryData<string> Commands
    {
        get
        {
            var all = new TheoryData<string>();
            var open = new Queue<string>([""]);
            while (open.TryDequeue(out var path))
            {
                all.Add(path);
                foreach (var name in Names(HelpOf(path), "Commands:")) open.Enqueue($"{path} {name}".Trim());
            }

            return all;
        }
    }

    public static TheoryData<string> Topics => [.. Names(HelpOf("help"), "Topics:")];

    public void Dispose() => program.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Examples_OfACommand_Work(string path)
    {
        var examples = Section(HelpOf(path), Examples).Where(l => !l.TrimStart().StartsWith('#')).Select(l => l.Trim()).ToList();
        examples.ShouldNotBeEmpty();
        if (!IsOfReleases(path) && path.Split(' ')[0] != "init")
        {
            foreach (var image in (string[])["alpine:latest", "alpine:3.22"]) (await ShellAsync($"operon image load image {image}")).Exit.ShouldBe(0);
        }

        if (path.StartsWith("runs", StringComparison.Ordinal) || path == "events") (await ShellAsync("operon run hello")).Exit.ShouldBe(0);
        if (path == "runs retry") (await ShellAsync("operon run ./tools/lint -a path=src")).Exit.ShouldBe(0);
        if (path == "auth rm") (await ShellAsync("echo \"$TOKEN\" | operon auth add ghcr.io -u joe --password-stdin")).Exit.ShouldBe(0);
        using var going = path is "runs kill" or "op kill" ? await GoingAsync() : null;
        using var registry = path == "image pull" ? DockerRegistry.Open() : null;
        if (registry is not null)
        {
            using var push = new RegistryPush(registry.Host, "tools");
            await push.LayoutAsync(Path.Combine(OperonProgram.Root, "examples", "image"), "1");
        }

        if (path == "op install") (await ShellAsync("git init -q shared && cd shared && mkdir op && echo 'name: op' > op/op.yml && git add . && git -c user.name=joe -c user.email=joe@example.org commit -qm one && git tag 1.0.0")).Exit.ShouldBe(0);
        if (IsOfReleases(path)) await ReleasesAsync(path);
        if (path == "image import") (await ShellAsync("mkdir root && echo x > root/file && tar -C root -cf rootfs.tar .")).Exit.ShouldBe(0);
        foreach (var example in examples)
        {
            if (path is "state view" or "preview")
            {
                // A page is served until it is interrupted.
                (await program.RunAsync(example.Split(' ')[1..], "Ctrl-C ends it")).Exit.ShouldBe(0);
                continue;
            }

            if (example == "operon events")
            {
                (await program.RunAsync(["events"], "op succeeded")).Output.ShouldContain("hello");
                continue;
            }

            if (path.StartsWith("init", StringComparison.Ordinal)) await EmptyAsync(path);

            // The port of a registry is one that is free here.
            var ran = await ShellAsync(registry is null ? example : example.Replace(LocalRegistry, registry.Host, StringComparison.Ordinal));
            ran.Exit.ShouldBe(0, $"$ {example}\n{ran.Output}");
        }

        if (going is not null) await going.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public async Task Examples_OfATopic_PrintWhatItSays(string topic)
    {
        (await ShellAsync("operon image load image alpine:latest")).Exit.ShouldBe(0);
        var lines = HelpOf("help " + topic, isHelp: false).Split('\n').ToList();
        var head = lines.FindIndex(l => l.StartsWith("Example, ", StringComparison.Ordinal));
        var file = lines[head]["Example, ".Length..^1];
        var command = lines.FindIndex(l => l.StartsWith("  $ ", StringComparison.Ordinal));
        program.Write(file, string.Join('\n', lines[(head + 1)..command].Select(l => l.Length > 2 ? l[2..] : "")) + "\n");

        (await ShellAsync($"operon op validate --strict {Path.GetDirectoryName(file)}")).ShouldBe((0, ""));
        var ran = await ShellAsync(lines[command][4..]);

        ran.Exit.ShouldBe(0, ran.Output);
        var printed = ran.Output.Split('\n').Select(l => l[(l.IndexOf("] ", StringComparison.Ordinal) is var at and > 0 ? at + 2 : 0)..]).ToList();
        foreach (var expected in lines.Skip(command + 1).Select(l => l.Trim()).Where(l => l.Length > 0)) printed.ShouldContain(expected);
    }

    private static bool IsOfReleases(string path) => path.Split(' ')[0] is "release" or "state" or "work" or "push" or "find-deploys" or "repl" or "preview";

    // Two commits, of which the second has the releases that a command is shown with.
    private async Task ReleasesAsync(string path)
    {
        const string Commit = "git -c user.name=joe -c user.email=joe@example.org commit -qm";
        var begun = $"git init -q && printf 'bin\nimage\nbuilt\n' > .gitignore && {Commit} one --allow-empty && git add . && {Commit} two && operon release new environments.ocu.star";
        if (path == "state history")
        {
            program.Write("repo.ocu.star", "ocuroot(\"0.3.0\")\n\nrepo_alias(\"shop\")\nstore.set(store.git(\"../store.git\", branch=\"state\"), intent=store.git(\"../store.git\", branch=\"intent\"))\n");
            (await ShellAsync("git init -q --bare ../store.git")).Exit.ShouldBe(0);
        }

        (await ShellAsync(begun)).ShouldSatisfyAllConditions(ran => ran.Exit.ShouldBe(0, ran.Output));
        if (path is not ("push" or "release" or "release new")) (await ShellAsync("operon release new web/release.ocu.star")).ShouldSatisfyAllConditions(ran => ran.Exit.ShouldBe(0, ran.Output));
        if (path == "release rollback") (await ShellAsync("operon release new web/release.ocu.star --force")).ShouldSatisfyAllConditions(ran => ran.Exit.ShouldBe(0, ran.Output));
        if (path == "release retry") (await ShellAsync("operon release new api/release.ocu.star")).Exit.ShouldBe(1);
        if (path == "push") (await ShellAsync("touch api/built")).Exit.ShouldBe(0);
    }

    // What init writes is not there before; packages and workflows are written where there are settings.
    private async Task EmptyAsync(string path)
    {
        (await ShellAsync("rm -rf .git .github repo.ocu.star environments.ocu.star api web && git init -q && git remote add origin https://git.example.com/acme/shop.git")).Exit.ShouldBe(0);
        if (path is not ("init" or "init repo")) (await ShellAsync("operon init repo")).ShouldSatisfyAllConditions(ran => ran.Exit.ShouldBe(0, ran.Output));
    }

    private static string HelpOf(string path, bool isHelp = true)
    {
        var start = new ProcessStartInfo(OperonProgram.Built, [.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. isHelp ? (string[])["--help"] : []]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["OPERON_NAME"] = "operon";
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return text;
    }

    private static IEnumerable<string> Section(string help, string title) => help.Split('\n').SkipWhile(l => l != title).Skip(1).TakeWhile(l => l.Length > 0);

    // A row has its name after two blanks; what goes on in a further line stands deeper.
    private static IEnumerable<string> Names(string help, string title) => Section(help, title).Where(l => l[2] != ' ').Select(l => l.Trim().Split(' ')[0]);

    private async Task<Process> GoingAsync()
    {
        var process = program.Start(["run", "long"]);
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.EndsWith("ready", StringComparison.Ordinal)) continue;
        _ = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _ = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        return process;
    }

    private async Task<(int Exit, string Output)> ShellAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-c", $"exec 2>&1\n{command}"]) { WorkingDirectory = program.Work, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{program.Work}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["HOME"] = program.Home;
        start.Environment["TOKEN"] = "s3cret-token";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
