using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary>
/// <c>op install OP_REF</c>: copies the repository of an op, as it is at a tag, into a directory of the caller. What is there already
/// stays as it is (specification, section 3.1).
/// </summary>
internal static class OpInstallCommand
{
    private const string Scheme = "file://";

    public static Command Build(Surroundings surroundings)
    {
        var reference = new Argument<string>("OP_REF") { Description = "The repository and the tag: file:///PATH#TAG" };
        var path = new Option<string?>("--path") { Description = "The directory that gets it", HelpName = "DIR" }.WithVariable("OP_INSTALL_PATH", surroundings, OpLookup.Folder);
        var username = new Option<string?>("--username", "-u") { Description = "Who logs in; not needed for repositories of this machine", HelpName = "NAME" }.WithVariable("OP_INSTALL_USERNAME", surroundings);
        var password = new Option<string?>("--password", "-p") { Description = "The password or token; not needed for repositories of this machine", HelpName = "TEXT" };
        password.Mention("OP_INSTALL_PASSWORD");
        var command = new Command("install", "Copy the repository of an op at a tag") { reference, path, username, password };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (await InstallAsync(parsed.GetRequiredValue(reference), parsed.GetValue(path)!, surroundings, cancellation) is not { } error) return 0;
            DiagnosticPrinter.Print(error, surroundings);
            return 1;
        });
        return command;
    }

    private static async Task<Diagnostic?> InstallAsync(string reference, string path, Surroundings surroundings, CancellationToken cancellation)
    {
        if (!Parse(reference).TryGet(out var wanted, out var error)) return error;
        var target = Path.Combine(surroundings.WorkingDirectory, path, $"{wanted.Repository.Trim('/')}#{wanted.Tag}");
        if (Directory.Exists(target)) return null;
        return await new TagCheckout(surroundings).CopyAsync(wanted.Repository, wanted.Tag, target, cancellation);
    }

    private static Result<(string Repository, string Tag)> Parse(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0) return Refused($"'{reference}' names no tag of a repository");
        if (!reference.StartsWith(Scheme, StringComparison.Ordinal)) return Refused($"'{reference}' cannot be fetched: this version installs from repositories of this machine alone") with { Fix = $"clone the repository, then write {Scheme}/PATH{reference[hash..]}" };
        var repository = reference[Scheme.Length..hash];
        var tag = reference[(hash + 1)..].Split('/')[0];
        if (!repository.StartsWith('/') || repository.Split('/').Contains("..") || repository.Trim('/').Length == 0 || repository.Contains('\0', StringComparison.Ordinal)) return Refused($"'{reference}' names no repository by an absolute path");
        return TagCheckout.IsTag(tag) ? (repository, tag) : Refused($"'{reference}' names no tag of a repository");
    }

    private static Diagnostic Refused(string message) => new(CliRules.NotInstalled, message) { Expected = $"a repository and a tag of it, such as {Scheme}/srv/git/ops#1.0.0" };
}
