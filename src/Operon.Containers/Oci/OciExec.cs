using System.Collections.Immutable;
using System.Runtime.Versioning;
using Operon.Containers.Images;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Oci;

/// <summary>A further process in a container: what it is started with.</summary>
/// <param name="Spec">The container's, with what is different for this process.</param>
/// <param name="Start">What it starts with.</param>
/// <param name="User">Who it is.</param>
/// <param name="Environment">Its environment.</param>
[UnsupportedOSPlatform("windows")]
internal sealed record OciExec(ContainerSpec Spec, ContainerStart Start, ContainerUser User, ImmutableArray<string> Environment)
{
    private static readonly EnvironmentVariable UsualTerminal = new("TERM", new ByteString("xterm"));

    /// <summary>Takes the two together; the first thing that is wrong is told.</summary>
    /// <param name="container">What the container was made of.</param>
    /// <param name="exec">What is to run in it.</param>
    /// <param name="root">Its root file system, as it is now.</param>
    public static Result<OciExec> From(ContainerSpec container, ExecSpec exec, string root)
    {
        if (exec.Command.IsDefaultOrEmpty) return new Diagnostic(ContainerRules.NoCommand, $"there is no command to run in container {container.Id}");
        var spec = container with
        {
            Command = exec.Command,
            Environment = [.. exec.Terminal is null ? (EnvironmentVariable[])[] : [UsualTerminal], .. container.Environment, .. exec.Environment],
            WorkingDirectory = exec.WorkingDirectory ?? container.WorkingDirectory,
            Image = container.Image with { Config = container.Image.Config with { User = exec.User ?? container.Image.Config.User } },

            // They are mounted already.
            Mounts = [],
        };
        if (!ContainerStart.From(spec).TryGet(out var start, out var failure)) return failure;
        if (!ContainerUser.Find(root, spec.Image.Config.User).TryGet(out var user, out failure)) return failure;
        return ContainerStart.EnvironmentOf(spec, user.Home).TryGet(out var environment, out failure) ? new OciExec(spec, start, user, environment) : failure;
    }

    /// <summary>Follows it to its end in a container that runs.</summary>
    /// <param name="process">The runtime's process for it.</param>
    /// <param name="ended">Its end.</param>
    /// <param name="kill">Kills it and what it has started.</param>
    public async Task<Result<ContainerExit>> FollowAsync(RuntimeProcess process, Task ended, CancellationToken kill)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var killed = kill.Register(() => asked.TrySetResult());
        var wasKilled = await Task.WhenAny(ended, asked.Task) != ended;

        // The runtime ends with it.
        if (wasKilled && await process.WhenCreatedAsync() is { } pid) await process.KillTreeAsync(pid);
        await ended;
        if (!wasKilled && process.FindFailure(Start.Arguments[0]) is { } message) return StartFailure.Explain(message, Spec, Start);
        await process.ReleaseAsync();
        return new ContainerExit(process.ExitCode, wasKilled);
    }
}
