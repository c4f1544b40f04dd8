namespace Operon.Cli.Help;

/// <summary>Examples by command. Tests run each of them, in a folder with an op <c>build</c>, an op <c>hello</c>, and what else they name.</summary>
internal static class Examples
{
    private static readonly ExampleOf[] All =
    [
        new("", "operon op create greet", "write a new op"),
        new("", "operon run greet", "run it"),
        new("", "operon help run", "learn more about a command"),
        new("run", "operon run hello", "run .opspec/hello"),
        new("run", "operon run ./tools/lint -a path=src -a strict=true", "run an op by its path, with inputs"),
        new("run", "operon run build --arg-file ci.yml --no-progress", "with inputs from a file, and lines only"),
        new("run", "operon run build --plan", "show what would run"),
        new("run", "operon run hello --output ndjson", "print events as JSON, one per line"),
        new("ls", "operon ls", "list the ops of this folder"),
        new("ls", "operon ls --json tools", "those below tools, for a program"),
        new("op", "operon op create test -d 'Run the tests'", "write a new op"),
        new("op", "operon op validate hello build", "check two ops"),
        new("op create", "operon op create test -d 'Run the tests'", "write .opspec/test/op.yml"),
        new("op create", "operon op create --path tools fmt", "write tools/fmt/op.yml"),
        new("op validate", "operon op validate hello", "check an op and those it calls"),
        new("op validate", "operon op validate --strict .opspec/*/", "check all, and fail on warnings too"),
        new("op install", "operon op install file://$PWD/shared#1.0.0", "copy a tag of a repository into .opspec"),
        new("op kill", "operon op kill last", "end the run that began last"),
        new("runs", "operon runs ls", "list what was run"),
        new("runs", "operon runs show last", "what the last run did, and why it failed"),
        new("runs ls", "operon runs ls --limit 5", "the newest five"),
        new("runs ls", "operon runs ls --json", "all, for a program"),
        new("runs show", "operon runs show last", "the calls of the last run, its outputs, and why it failed"),
        new("runs logs", "operon runs logs last", "what its containers wrote"),
        new("runs logs", "operon runs logs last --stream err --tail 20", "the last lines of standard error"),
        new("runs logs", "operon runs logs last -f", "follow what is written until the run ends"),
        new("runs attach", "operon runs attach last", "watch a run of another terminal to its end"),
        new("runs retry", "operon runs retry last", "run the op again with the same inputs and options"),
        new("runs retry", "operon runs retry last -a strict=true --memory 1g", "with another input and another limit"),
        new("runs kill", "operon runs kill last", "end the run that began last"),
        new("runs rm", "operon runs rm --older-than 30d", "remove what ended a month ago"),
        new("events", "operon events", "follow all runs of this user, until Ctrl-C"),
        new("auth", "echo \"$TOKEN\" | operon auth add ghcr.io -u joe --password-stdin", "log in to a registry"),
        new("auth add", "echo \"$TOKEN\" | operon auth add ghcr.io -u joe --password-stdin", "log in to a registry"),
        new("auth add", "echo \"$TOKEN\" | operon auth add github.com/joe -u joe --password-stdin", "and to what lies below a path"),
        new("auth ls", "operon auth ls", "list what there are logins for"),
        new("auth ls", "operon auth ls --json", "for a program"),
        new("auth rm", "operon auth rm ghcr.io", "log out of a registry"),
        new("image", "operon image ls", "list the images of this machine"),
        new("image import", "operon image import rootfs.tar tools:1", "make an image of a root file system"),
        new("image ls", "operon image ls --json", "list them for a program"),
        new("image load", "operon image load image alpine:3.22", "load an OCI layout, or an archive of docker save, by a name"),
        new("image prune", "operon image prune", "free the room of images without a name"),
        new("image pull", "operon image pull localhost:5000/tools:1", "fetch an image from a registry"),
        new("image rm", "operon image rm alpine:3.22", "take a name away"),
        new("starlark", "operon starlark run hello.star", "run a file"),
        new("starlark run", "operon starlark run hello.star", "run a file"),
        new("starlark run", "operon starlark run --stage resolve hello.star", "check its names only"),
        new("starlark repl", "echo '1 + 2' | operon starlark repl", "show the value of an expression"),
        new("doctor", "operon doctor", "tell what is missing for containers to run"),
        new("completion", "operon completion bash > completion.sh && . ./completion.sh", "complete in this shell"),
        new("help", "operon help", "list the commands"),
        new("help", "operon help runs logs", "explain a command"),
        new("help", "operon help inputs", "explain a topic"),
        new("version", "operon version", "print the version"),
    ];

    /// <summary>Those of a command.</summary>
    /// <param name="path">Its name below the program's.</param>
    /// <param name="program">What the program is called in them.</param>
    public static IEnumerable<Example> Of(string path, string program) =>
        All.Where(e => e.Path == path).Select(e => new Example(e.Line.Replace("operon ", program + " ", StringComparison.Ordinal), e.Purpose));

    private sealed record ExampleOf(string Path, string Line, string Purpose);
}
