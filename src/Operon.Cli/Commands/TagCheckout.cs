using Operon.Host.Files;
using Operon.Host.Processes;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary>Takes the files of a tag out of a git repository of this machine. Nothing that the repository brings is run.</summary>
internal sealed class TagCheckout(Surroundings surroundings)
{
    private const int LongestReason = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Whether a text can be a tag here; patterns and names that lead elsewhere cannot.</summary>
    public static bool IsTag(string text) => text.Length > 0 && text[0] is not ('-' or '.') && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '+' or '-') && !text.Contains("..", StringComparison.Ordinal);

    /// <summary>Copies the files, without <c>.git</c>: all of them, or none.</summary>
    /// <param name="repository">Its absolute path.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="target">The directory to be made; it must not be there.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Null, or why it cannot be done.</returns>
    public async Task<Diagnostic?> CopyAsync(string repository, string tag, string target, CancellationToken cancellation)
    {
        var parent = Path.GetDirectoryName(target)!;
        var made = Path.Combine(parent, $".{Guid.NewGuid():N}.partial");
        try
        {
            Directory.CreateDirectory(made);
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            bounded.CancelAfter(Patience);
            string[][] steps =
            [
                ["init", "--quiet", "--template=", "."],
                ["fetch", "--quiet", "--depth=1", "--no-tags", $"file://{repository}", $"refs/tags/{tag}"],
                ["checkout", "--quiet", "--detach", "FETCH_HEAD"],
            ];
            foreach (var step in steps)
            {
                if (await RunAsync(made, step, bounded.Token) is { } failure) return new Diagnostic(CliRules.NotInstalled, $"tag {tag} of {repository} cannot be had: {failure}") { Expected = "a git repository with that tag" };
            }

            Directory.Delete(Path.Combine(made, ".git"), recursive: true);
            Directory.Move(made, target);
            return null;
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Somebody else has installed the same meanwhile.
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("make", target, e);
        }
        finally
        {
            Remove(made);
        }
    }

    private async Task<string?> RunAsync(string folder, string[] words, CancellationToken cancellation)
    {
        // No configuration of the user or the machine, no questions, no other way to a repository than a path.
        var program = new HelperProgram("git", ["-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c", "protocol.file.allow=always", .. words])
        {
            WorkingDirectory = folder,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PATH"] = surroundings.Variable("PATH") ?? "",
                ["HOME"] = folder,
                ["GIT_CONFIG_NOSYSTEM"] = "1",
                ["GIT_CONFIG_GLOBAL"] = "/dev/null",
                ["GIT_TERMINAL_PROMPT"] = "0",
                ["GIT_LFS_SKIP_SMUDGE"] = "1",
                ["LC_ALL"] = "C.UTF-8",
            },
        };
        if (!(await new ProcessRunner(surroundings.Clock).RunAsync(program, cancellation)).TryGet(out var ran, out var error)) return error.Message;
        if (ran.ExitCode == 0) return null;
        const string reason = "fatal: ";
        var said = ran.Error.ToString().Split('\n').FirstOrDefault(l => l.StartsWith(reason, StringComparison.Ordinal));
        return said is null ? $"git {words[0]} ended with exit code {ran.ExitCode}" : VisibleText.Of(said[reason.Length..].TrimEnd('.', '\r'), LongestReason);
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // Its name says that it is nothing whole; what failed before is what the user must know.
        }
    }

}
