using System.Collections.Immutable;
using Operon.Engine.Calls;
using Operon.Host;
using Operon.Host.Files;
using Operon.Journal;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Runs;

/// <summary>One run of an op: its folder, and the way from its first event to its last.</summary>
public sealed class OpRun : IAsyncDisposable
{
    private readonly RunRequest request;
    private readonly EngineServices services;
    private readonly RunScratch scratch;
    private readonly RunSecrets secrets;
    private readonly RunTally tally = new();

    private OpRun(CallId id, RunFolder folder, RunRequest request, EngineServices services, RunScratch scratch, RunSecrets secrets)
    {
        this.secrets = secrets;
        Id = id;
        Folder = folder;
        this.request = request;
        this.services = services;
        this.scratch = scratch;
    }

    /// <summary>The id of the run and of its root call.</summary>
    public CallId Id { get; }

    /// <summary>Where it is recorded. Readers may follow it from now on.</summary>
    public RunFolder Folder { get; }

    /// <summary>Makes the folder of a new run; nothing runs yet.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="services">What to run it with.</param>
    /// <param name="scratch">Where it makes files; removed with the run, or at once when there is no run.</param>
    public static Result<OpRun> Create(RunRequest request, EngineServices services, RunScratch scratch)
    {
        // It takes as long to start as all that comes before the first container.
        if (CertainContainers.AreIn(request.Op.Declaration)) services.Containers.Prepare();
        var created = CreateFolder(request, services, scratch);
        if (!created.IsOk) scratch.Dispose();
        return created;
    }

    /// <summary>Runs the op to its end. Failures are results.</summary>
    /// <param name="kill">Stops everything of the run.</param>
    public async Task<RunResult> RunAsync(CancellationToken kill)
    {
        var context = new RunContext(Folder, services, scratch, secrets, request, tally);
        var frame = new CallFrame(Id, null, "", request.Op, Scope.Of(request.Op.Directory).With(request.Inputs), Nesting: 0);
        var result = await RunRootAsync(context, frame, kill);

        // What is accepted may still not reach the disk, and a run whose record is not there has not succeeded.
        if (await Folder.SyncAsync(CancellationToken.None) is { } lost && result.Outcome != CallOutcome.Failed) result = CallResult.Failed(NotRecorded(lost.Message) with { Cause = lost.Cause });
        return new RunResult(result.Outcome, result.Outputs, result.Error is null ? null : secrets.Masks.Mask(result.Error));
    }

    /// <summary>Removes what calls made and nobody got, closes the folder, and leaves a summary in it for lists.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            scratch.Dispose();
        }
        finally
        {
            if (await Folder.CloseAsync() is null) tally.Leave(Folder);
        }
    }

    private static Result<OpRun> CreateFolder(RunRequest request, EngineServices services, RunScratch scratch)
    {
        var id = scratch.Run;
        var path = Path.Combine(services.Data.Runs, id.ToString());
        if (!DataDirectory.Create(services.Data.Runs).TryGet(out _, out var error)) return error;
        if (!RunFolder.Create(path, id.ToString(), services.Clock).TryGet(out var folder, out error)) return error;
        var hidden = new RunSecrets(scratch.FilesOf(id), services.Warn);
        hidden.AddDefaults(request.Op.Declaration.Inputs);
        hidden.AddDefaults(request.Op.Declaration.Outputs);
        hidden.Add(request.Inputs);
        return new OpRun(id, folder, request, services, scratch, hidden);
    }

    private async Task<CallResult> RunRootAsync(RunContext context, CallFrame frame, CancellationToken kill)
    {
        try
        {
            var result = SealedInputs.Write(Folder.Path, request.Inputs, secrets.Masks) is { } notSealed
                ? CallResult.Failed(NotRecorded(notSealed.Message))
                : Kept(await new CallRunner(context).RunRootAsync(frame, request.Inputs, kill));
            context.HideSecrets();
            context.Ended("op", frame, result);
            return result;
        }
        catch (IOException e)
        {
            return CallResult.Failed(NotRecorded(e.Message));
        }
    }

    private CallResult Kept(CallResult result)
    {
        if (result.Outcome != CallOutcome.Succeeded) return result with { Outputs = ImmutableDictionary<string, Value>.Empty };
        try
        {
            return result with { Outputs = scratch.Keep(result.Outputs) };
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return CallResult.Failed(new Diagnostic(EngineRules.CannotCreate, $"the outputs cannot be kept: {FileFailure.Reason(e)}", request.Op.Declaration.NameSpan));
        }
    }

    private Diagnostic NotRecorded(string reason) =>
        new(EngineRules.Recording, $"the run cannot be recorded any more: {reason}") { Fix = $"see to the disk that holds {Folder.Path}" };
}
