using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
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
using Operon.Text.Json;

namespace Operon.Engine.Runs;

/// <summary>What all calls of one run share: its journal, its containers, its files. Thread-safe.</summary>
internal sealed class RunContext(RunFolder journal, RuntimeSource containers, ImageResolver images, OpLoader ops, RunScratch scratch, RunSecrets secrets, TimeProvider clock, ContainerSlots slots, RunTally tally, Action<Diagnostic> warn)
{
    private readonly ConcurrentDictionary<CallId, IOpFiles> files = new();

    public RuntimeSource Containers => containers;

    public ImageResolver Images => images;

    public OpLoader Ops => ops;

    public TimeProvider Clock => clock;

    public ContainerSlots Slots => slots;

    /// <summary>What containers of this run may have written.</summary>
    public WritableFolders Writable { get; } = new();

    /// <summary>The files of a call; what it makes lies in a directory of its own.</summary>
    public IOpFiles FilesOf(CallId call) =>
        files.GetOrAdd(call, id => scratch.FilesOf(id, Writable));

    /// <summary>Tells the user what is doubtful, once each.</summary>
    public void Warn(DiagnosticBag problems)
    {
        foreach (var problem in problems)
        {
            if (problem.Severity == DiagnosticSeverity.Warning) warn(secrets.Masks.Mask(problem));
        }
    }

    /// <summary>What is secret in this run.</summary>
    public RunSecrets Secrets => secrets;

    public OutputRecorder OutputOf(CallId call) => new(journal, call, secrets.Masks, clock);

    public void Started(string kind, string? name, CallFrame frame, ReadOnlyMemory<byte> details = default) =>
        Append(new CallStarted(frame.Id, frame.Parent, frame.Path, kind, name, frame.Op.Reference) { Details = details });

    public void OpStarted(string? name, CallFrame frame, ImmutableDictionary<string, Value> inputs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var json = new CanonicalJsonWriter(buffer);
        json.StartObject();
        json.WriteKey("directory");
        if (frame.Op.Secrets.IsEmpty) json.WriteString(frame.Op.Directory.ToString());
        else EventValues.WriteNames(frame.Op.Secrets, json);
        json.WriteKey("inputs");
        json.StartObject();
        foreach (var (input, value) in inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            json.WriteKey(input);
            EventValues.Write(value, json);
        }

        json.EndObject();
        json.EndObject();
        Started("op", name, frame, buffer.WrittenMemory);
    }

    public void ContainerStarted(string? name, CallFrame frame, BoundContainer container) =>
        Started("container", name, frame, ContainerDetails.Write(container, NameOf(container.Image)));

    /// <summary>How people name an image: its reference, or its directory as they see it.</summary>
    public string NameOf(BoundImage image) => image.Layout is { IsSecret: false } layout ? ops.Paths.Show(layout.Location) : image.ToString();

    public void Ended(string kind, CallFrame frame, CallResult result)
    {
        files.TryRemove(frame.Id, out _);
        Append(new CallEnded(frame.Id, frame.Parent, frame.Path, kind, frame.Op.Reference, result.Outcome)
        {
            Error = result.Error is null ? null : RecordedError.From(result.Error),
            Outputs = result.Outcome == CallOutcome.Skipped ? default : EventValues.Write(result.Outputs),
            ExitCode = result.ExitCode,
        });
    }

    // A journal that takes nothing more fails the run: nothing may go on unrecorded.
    private void Append(RunEvent runEvent)
    {
        var masked = secrets.Masks.Mask(runEvent);
        if (journal.Append(RunEventJson.Write(masked)).Error is { } error) throw new IOException(error.Message);
        tally.Add(masked, journal);
    }
}
