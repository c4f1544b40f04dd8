using System.Collections.Immutable;
using System.Globalization;
using Operon.Containers;
using Operon.Containers.Images;
using Operon.Engine.Runs;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Scopes;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Calls;

/// <summary>A container (specification, section 1.7): what it binds in place is changed in place, so nothing is copied back.</summary>
internal sealed class ContainerCall(RunContext run)
{
    // What a shell shows of a process that SIGKILL ended.
    private const int KilledCode = 128 + 9;

    public async Task<CallResult> RunAsync(ContainerCallDeclaration call, string? name, CallFrame frame, Evaluation evaluation, CancellationToken kill)
    {
        if (!ContainerBinder.Bind(call, evaluation).TryGet(out var bound, out var error)) return CallResult.Failed(error);

        if (ImageResolver.Check(bound.Image) is { } invalid) return CallResult.Failed(invalid.At(call.Image.Ref.Span));

        if (!run.Cached.CopyMounts(bound, run.CopiesOf(frame.Id), kill).TryGet(out bound, out error)) return CallResult.Failed(error);
        run.Writable.Add(bound.Mounts, frame.Op.Directory);
        run.ContainerStarted(name, frame, bound);
        var result = await RunAsync(call, bound, frame, evaluation, kill);
        return result with { Outputs = bound.Outputs, Error = result.Error is null ? null : FailedCall.OfImage(result.Error, run.NameOf(bound.Image)) };
    }

    private async Task<CallResult> RunAsync(ContainerCallDeclaration call, BoundContainer bound, CallFrame frame, Evaluation evaluation, CancellationToken kill)
    {
        run.Containers.Prepare();
        if (!(await run.Images.ResolveAsync(bound.Image, kill)).TryGet(out var image, out var error)) return CallResult.Failed(error.At(call.Image.Ref.Span));
        run.ImageResolved(frame, image);

        if (!(await run.Containers.GetAsync()).TryGet(out var runtime, out error)) return CallResult.Failed(error.At(call.Span));
        if (!ContainerGrant.Decide(call, run.Defaults, runtime.Capabilities).TryGet(out var grant, out error)) return CallResult.Failed(error);
        if (!run.Slots.Enter(frame.Turn, runtime.Capabilities, call).TryGet(out var place, out error)) return CallResult.Failed(error);
        using var taken = place;

        // While the image was fetched and the place awaited, others have run.
        if (LinkOut(bound, evaluation) is { } leaving) return CallResult.Failed(leaving);
        using var output = run.OutputOf(frame.Id);
        Result<ContainerExit> ended;
        try
        {
            ended = await runtime.RunAsync(Specify(frame, bound, image, grant, run.Defaults), output, kill);
        }
        finally
        {
            output.Complete();
        }

        if (!ended.TryGet(out var exit, out error)) return CallResult.Failed(error.At(call.Span));
        if (exit.WasStopped) return CallResult.Killed with { ExitCode = exit.ExitCode };
        return (exit.ExitCode == 0 ? CallResult.Succeeded() : CallResult.Failed(Nonzero(call, exit, grant.Limits, output.LastErrors))) with { ExitCode = exit.ExitCode };
    }

    private static ContainerSpec Specify(CallFrame frame, BoundContainer bound, Image image, ContainerGrant grant, ContainerDefaults defaults) => new()
    {
        Id = frame.Id.ToString(),
        Image = image,
        Names = bound.Name is { Text.IsEmpty: false } name ? [name.Text.ToString()] : [],
        Command = bound.Command is { } words ? [.. words.Select(w => w.Text)] : [],
        Environment =
        [
            .. defaults.Environment.Where(d => bound.Environment.All(v => v.Name.Text.ToString() != d.Name)),
            .. bound.Environment.Select(v => new EnvironmentVariable(v.Name.Text.ToString(), v.Value.Text)),
        ],
        Mounts = [.. bound.Mounts.Select(m => new ContainerMount(m.Location, m.Path))],
        Ports = grant.Ports,
        IsPrivileged = grant.IsPrivileged,
        Limits = grant.Limits,
        WorkingDirectory = bound.WorkDir is { Text.IsEmpty: false } directory ? directory.Text.ToString() : null,
    };

    private static Diagnostic? LinkOut(BoundContainer bound, Evaluation evaluation) =>
        bound.Mounts.Select(m => evaluation.Files.Leaving(m.Location)?.At(m.Span)).FirstOrDefault(d => d is not null);

    private static Diagnostic Nonzero(ContainerCallDeclaration call, ContainerExit exit, ContainerLimits limits, string lastErrors)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (exit.RanOutOfMemory) notes.Add(string.Create(CultureInfo.InvariantCulture, $"the kernel killed it, or a process of it: it needed more than the {limits.Memory:N0} bytes of memory that it may have"));
        else if (exit.ExitCode == KilledCode) notes.Add("128 + 9: it was killed, by the kernel where memory ran out");
        if (lastErrors.Length > 0) notes.Add($"last lines of stderr:\n{lastErrors}");
        return new Diagnostic(EngineRules.ExitCode, $"nonzero container exit code: {exit.ExitCode}", call.Span)
        {
            Notes = notes.DrainToImmutable(),
            Fix = exit.RanOutOfMemory ? "let it have more memory, with limits of the container or --memory" : null,
        };
    }
}
