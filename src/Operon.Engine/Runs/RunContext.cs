using System.Collections.Concurrent;
using System.Collections.Immutable;
using Operon.Containers.Images;
using Operon.Content.Locations;
using Operon.Engine.Calls;
using Operon.Engine.Files;
using Operon.Engine.Sources;
using Operon.Journal;
using Operon.Opspec.Binding;
using Operon.Opspec.Files;
using Operon.Opspec.Values;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Runs;

/// <summary>What all calls of one run share: its journal, its containers, its files. Thread-safe.</summary>
internal sealed class RunContext
{
    private readonly ConcurrentDictionary<CallId, IOpFiles> files = new();
    private readonly RunFolder journal;
    private readonly EngineServices services;
    private readonly RunScratch scratch;
    private readonly RunTally tally;
    private readonly KeptContent kept;
    private readonly CallDetails details;
    private readonly RunRequest request;

    public RunContext(RunFolder journal, EngineServices services, RunScratch scratch, RunSecrets secrets, RunRequest request, RunTally tally)
    {
        this.journal = journal;
        this.services = services;
        this.scratch = scratch;
        this.tally = tally;
        this.request = request;
        Secrets = secrets;
        Slots = new ContainerSlots(request.MaxContainers);
        Defaults = request.Containers;
        Cached = new CachedOps(services.Data.Ops);
        kept = new KeptContent(journal, secrets.Masks);
        details = new CallDetails(new EventValues(kept));
    }

    public RuntimeSource Containers => services.Containers;

    public ImageResolver Images => services.Images;

    public OpLoader Ops => services.Ops;

    public TimeProvider Clock => services.Clock;

    public ContainerSlots Slots { get; }

    /// <summary>What holds for all containers.</summary>
    public ContainerDefaults Defaults { get; }

    /// <summary>Ops that no container may change.</summary>
    public CachedOps Cached { get; }

    /// <summary>What containers of this run may have written.</summary>
    public WritableFolders Writable { get; } = new();

    /// <summary>The files of a call; what it makes lies in a directory of its own.</summary>
    public IOpFiles FilesOf(CallId call) =>
        files.GetOrAdd(call, id => scratch.FilesOf(id, Writable));

    /// <summary>Where a container's copies of what it may not change are made.</summary>
    public LocalLocation CopiesOf(CallId call) => scratch.CopiesOf(call);

    /// <summary>Tells the user what is doubtful, once each.</summary>
    public void Warn(DiagnosticBag problems)
    {
        foreach (var problem in problems)
        {
            if (problem.Severity == DiagnosticSeverity.Warning) services.Warn(Secrets.Masks.Mask(problem));
        }
    }

    /// <summary>What is secret in this run.</summary>
    public RunSecrets Secrets { get; }

    public OutputRecorder OutputOf(CallId call) => new(journal, call, Secrets.Masks);

    public void Started(string kind, string? name, CallFrame frame) => Started(kind, name, frame, details.Of(frame.Variables));

    public void OpStarted(string? name, CallFrame frame, ImmutableDictionary<string, Value> inputs)
    {
        var digest = kept.Keep(frame.Op.File);
        Append(new CallStarted(frame.Id, frame.Parent, frame.Path, "op", name, frame.Op.Reference)
        {
            OpDigest = digest,
            OpCommit = frame.Op.Commit,
            Details = details.Of(frame.Variables, frame.Op, inputs, frame.Parent is null ? request : null),
        });
    }

    public void ContainerStarted(string? name, CallFrame frame, BoundContainer container) =>
        Started("container", name, frame, details.Of(frame.Variables, container, NameOf(container.Image)));

    public void ImageResolved(CallFrame frame, Image image) => Append(new ImageResolved(frame.Id, image.Digest.ToString()));

    /// <summary>How people name an image: its reference, or its directory as they see it.</summary>
    public string NameOf(BoundImage image) => image.Layout is { IsSecret: false } layout ? Ops.Paths.Show(layout.Location) : image.ToString();

    public void Ended(string kind, CallFrame frame, CallResult result)
    {
        files.TryRemove(frame.Id, out _);
        Append(new CallEnded(frame.Id, frame.Parent, frame.Path, kind, frame.Op.Reference, result.Outcome)
        {
            Error = result.Error is null ? null : RecordedError.From(result.Error),
            Outputs = result.Outcome == CallOutcome.Skipped ? default : details.Of(result.Outputs),
            ExitCode = result.ExitCode,
        });
    }

    /// <summary>Hides in what is kept the secrets that were learned since; nothing of the run goes on.</summary>
    public void HideSecrets() => kept.HideSecrets();

    private void Started(string kind, string? name, CallFrame frame, ReadOnlyMemory<byte> details) =>
        Append(new CallStarted(frame.Id, frame.Parent, frame.Path, kind, name, frame.Op.Reference) { Details = details });

    // A journal that takes nothing more fails the run: nothing may go on unrecorded.
    private void Append(RunEvent runEvent)
    {
        var masked = Secrets.Masks.Mask(runEvent);
        if (journal.Append(RunEventJson.Write(masked)).Error is { } error) throw new IOException(error.Message);
        tally.Add(masked, journal);
    }
}
