using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands.Releases.Init;

/// <summary><c>init release</c>: a package with a build, two environments and an approval between them.</summary>
[UnsupportedOSPlatform("windows")]
internal static class InitReleaseCommand
{
    private const string Suffix = ".ocu.star";

    private const string Environments = """
        ocuroot("0.3.0")

        # Where packages are deployed. After a change: operon release new environments.ocu.star
        register_environment(environment("staging", attributes = {"url": "https://staging.example.com"}))
        register_environment(environment("production", attributes = {"url": "https://www.example.com"}))

        """;

    private const string Package = """
        ocuroot("0.3.0")

        # What a release does. Look before: operon release plan FILE; then: operon release new FILE

        def build():
            # Functions run in the folder of this file. Here your software is built.
            commit = host.shell("git rev-parse --short HEAD", mute = True).stdout.strip()
            print("built", commit)
            return done(outputs = {"version": commit})

        def up(environment, version, approval = ""):
            print("deploy", version, "to", environment["attributes"]["url"])
            return done(outputs = {"version": version})

        def down(environment, version, approval = ""):
            print("remove", version, "from", environment["attributes"]["url"])
            return done()

        phase("build", tasks = [task(build, name = "build")])

        phase("staging", tasks = [
            deploy(environment = e, up = up, down = down, inputs = {
                "version": ref("./task/build#output/version"),
            })
            for e in environments()
            if e.name == "staging"
        ])

        # Production waits until somebody says yes, here of release r1:
        #   operon state set FILE/@r1/custom/approval yes
        #   operon state apply FILE/@r1/custom/approval
        #   operon release continue FILE/@r1
        phase("production", tasks = [
            deploy(environment = e, up = up, down = down, inputs = {
                "version": ref("./task/build#output/version"),
                "approval": ref("./custom/approval"),
            })
            for e in environments()
            if e.name == "production"
        ])

        """;

    public static Command Build(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "The package file", DefaultValueFactory = _ => "release" + Suffix };
        var force = FirstFiles.Force();
        var format = RunsCommand.FormatOptions();
        var command = new Command("release", "Write a package with a build, two environments and an approval, and the file of its environments") { file, force, format.Json, format.Output };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!path.EndsWith(Suffix, StringComparison.Ordinal)) return ReleaseContext.Refuse(new Diagnostic(CliRules.Usage, $"'{path}' is no name of a package file") { Expected = $"a name that ends in {Suffix}", Fix = $"write {path}{Suffix}" }, surroundings);
            var environments = "environments" + Suffix;
            List<FirstFile> files = [new FirstFile(path, Package.Replace("FILE", path, StringComparison.Ordinal))];

            // Another package may have brought them.
            if (!File.Exists(Path.Combine(surroundings.WorkingDirectory, environments))) files.Add(new FirstFile(environments, Environments));
            return FirstFiles.Write(files, parsed.GetValue(force), parsed.WantsJson(format), [$"commit them, then: operon release new {environments}; operon release new {path}"], surroundings);
        });
        return command;
    }
}
