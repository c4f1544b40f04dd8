using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Git;
using Operon.Host.Processes;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands.Releases.Init;

/// <summary><c>init repo</c>: the settings of a repository.</summary>
[UnsupportedOSPlatform("windows")]
internal static class InitRepoCommand
{
    private const string InGit = "git";
    private const string InFolder = "folder";
    private const string StoreFolder = ".store";

    public static Command Build(Surroundings surroundings)
    {
        var alias = new Option<string?>("--alias") { Description = "The name of the repository in references; else it comes from the remote 'origin'", HelpName = "NAME" };
        var store = new Option<string?>("--store") { Description = "Where state and intent are kept: in branches of the remote, or in a folder of this machine", HelpName = "git|folder" };
        store.AcceptOnlyFromAmong(InGit, InFolder);
        var force = FirstFiles.Force();
        var format = RunsCommand.FormatOptions();
        var command = new Command("repo", "Write repo.ocu.star: the name of the repository, and where state and intent are kept") { alias, store, force, format.Json, format.Output };
        command.SetAction(async (parsed, stop) =>
        {
            if (!(await OriginAsync(surroundings, stop)).TryGet(out var origin, out var failure)) return ReleaseContext.Refuse(failure, surroundings);
            if (!Text(parsed.GetValue(alias), parsed.GetValue(store), origin, surroundings).TryGet(out var text, out failure)) return ReleaseContext.Refuse(failure, surroundings);
            return FirstFiles.Write([new FirstFile(RepositorySettings.FileName, text)], parsed.GetValue(force), parsed.WantsJson(format), Next(text), surroundings);
        });
        return command;
    }

    private static async Task<Result<string?>> OriginAsync(Surroundings surroundings, CancellationToken stop)
    {
        var checkout = new GitCheckout(new GitProgram(new ProcessRunner(surroundings.Clock), surroundings.Variables()), surroundings.WorkingDirectory);
        if (!(await checkout.RootAsync(stop)).TryGet(out var root, out var failure)) return failure with { Fix = "make a repository first: git init" };
        if (Path.GetFullPath(surroundings.WorkingDirectory) != Path.GetFullPath(root))
        {
            return new Diagnostic(CliRules.Usage, $"{surroundings.WorkingDirectory} is not the root of the repository") { Expected = root, Fix = $"cd {root}" };
        }

        return await checkout.RemoteAddressAsync("origin", stop);
    }

    private static Result<string> Text(string? alias, string? store, string? origin, Surroundings surroundings)
    {
        store ??= origin is null ? InFolder : InGit;
        if (store == InGit && origin is null) return new Diagnostic(CliRules.Usage, "the repository has no remote 'origin', in which its stores would be") { Fix = "git remote add origin URL, or keep the stores here: --store folder" };
        if (alias is null && origin is null) alias = Path.GetFileName(surroundings.WorkingDirectory.TrimEnd('/'));
        var name = alias is null ? "" : $"""
            # The name of this repository in references.
            repo_alias({Quoted(alias)})


            """;
        var stores = store == InGit ? $"""
            # State is what is deployed, intent is what should be. Each is a branch of its own, which commands make when they need it.
            store.set(
                store.git({Quoted(GitRemote.WithoutSecrets(origin!))}, branch = "state"),
                intent = store.git({Quoted(GitRemote.WithoutSecrets(origin!))}, branch = "intent"),
            )

            """ : $"""
            # State is what is deployed, intent is what should be. Folders are for one machine; share them by store.git(URL, branch = "state").
            store.set(
                store.fs("{StoreFolder}/state"),
                intent = store.fs("{StoreFolder}/intent"),
            )

            """;
        return $"ocuroot(\"0.3.0\")\n\n{name}{stores}";
    }

    private static IEnumerable<string> Next(string text)
    {
        if (text.Contains("store.fs", StringComparison.Ordinal)) yield return $"keep the stores out of commits: echo /{StoreFolder}/ >> .gitignore";
        yield return "then write a package: operon init release";
    }

    // As a string of Starlark.
    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
