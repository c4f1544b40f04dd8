using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Operon.Engine.Planning;
using Operon.Opspec.Binding;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Terminal;

/// <summary>A plan for programs; the format is in docs/formats/plan-json.md.</summary>
internal sealed class PlanJson
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly CanonicalJsonWriter json;

    private PlanJson() => json = new CanonicalJsonWriter(buffer);

    /// <summary>The plan as one JSON document.</summary>
    public static ReadOnlyMemory<byte> Write(Plan plan)
    {
        var writer = new PlanJson();
        writer.WritePlan(plan);
        return writer.buffer.WrittenMemory;
    }

    private void WritePlan(Plan plan)
    {
        json.StartObject();
        json.WriteKey("format");
        json.WriteNumber(Version);

        // What it was called first.
        json.WriteKey("version");
        json.WriteNumber(Version);
        json.WriteKey("op");
        WriteOp(plan.Op);
        List("warnings", plan.Warnings, WriteProblem);
        json.EndObject();
    }

    private void WriteOp(PlannedOp op)
    {
        json.StartObject();
        Text("name", op.Name);
        Text("ref", op.Reference);
        Map("inputs", op.Inputs, WriteText);
        if (op.Run is { } run)
        {
            json.WriteKey("run");
            WriteCall(run);
        }

        Cut(op.Cut);
        json.EndObject();
    }

    private void WriteCall(PlannedCall call)
    {
        json.StartObject();
        Text("kind", call.Kind);
        Text("path", call.Path);
        Text("place", call.Place.ToString());
        Text("state", call.State switch
        {
            PlannedState.Runs => "runs",
            PlannedState.Perhaps => "perhaps",
            PlannedState.Skipped => "skipped",
            PlannedState.Fails => "fails",
            _ => "notReached",
        });
        Text("name", call.Name);
        if (call.Description is { } description) Text("description", description);
        if (!call.Needs.IsEmpty) List("needs", call.Needs, n => json.WriteString(n));
        if (call.Container is { } container) WriteContainer(container);
        if (call.Op is { } op)
        {
            json.WriteKey("op");
            WriteOp(op);
        }

        if (call.Kind is "serial" or "parallel") List("calls", call.Calls, WriteCall);
        if (call.Loop is { } loop) WriteLoop(loop);
        Cut(call.Cut);
        if (call.Problem is { } problem)
        {
            json.WriteKey("problem");
            WriteProblem(problem);
        }

        json.EndObject();
    }

    private void WriteLoop(PlannedLoop loop)
    {
        json.WriteKey("loop");
        json.StartObject();
        json.WriteKey("count");
        if (loop.Count is { } count) json.WriteNumber(count);
        else json.WriteNull();
        List("iterations", loop.Iterations, iteration =>
        {
            json.StartObject();
            Text("step", iteration.Step);
            Map("variables", iteration.Variables, WriteText);
            json.WriteKey("call");
            WriteCall(iteration.Call);
            json.EndObject();
        });
        json.EndObject();
    }

    private void WriteContainer(PlannedContainer container)
    {
        json.WriteKey("container");
        json.StartObject();
        Text("image", container.Image);
        Text("architecture", container.Architecture);
        if (container.Command is { } words) List("cmd", words, WriteText);
        Map("envVars", container.Environment, WriteText);
        List("mounts", container.Mounts, mount =>
        {
            json.StartObject();
            Text("path", mount.Path);
            Text("kind", mount.Kind switch { BoundMountKind.Directory => "dir", BoundMountKind.File => "file", _ => "socket" });
            Text("source", mount.Source);
            json.EndObject();
        });
        Text("name", container.Name);
        Text("workDir", container.WorkDir);
        if (!container.Ports.IsEmpty) Map("ports", container.Ports, p => json.WriteString(p));
        json.EndObject();
    }

    private void WriteProblem(Diagnostic problem)
    {
        json.StartObject();
        Text("code", problem.Code);
        Text("message", problem.ToString());
        if (problem.Span is { } span) Text("place", span.ToString());
        if (problem.Expected is { } expected) Text("expected", expected);
        if (problem.Fix is { } fix) Text("fix", fix);
        json.EndObject();
    }

    // A text that is known, shown and there is a string.
    private void WriteText(PlannedText text)
    {
        if (text.Unknown.IsEmpty && text.Secrets.IsEmpty && !text.IsCreated)
        {
            json.WriteString(text.Text);
            return;
        }

        json.StartObject();
        Text("text", text.Text);
        if (!text.Unknown.IsEmpty) List("unknown", text.Unknown, u => json.WriteString(u));
        if (!text.Secrets.IsEmpty) List("secrets", text.Secrets, s => json.WriteString(s));
        if (text.IsCreated)
        {
            json.WriteKey("created");
            json.WriteBoolean(value: true);
        }

        json.EndObject();
    }

    private void Cut(PlanCut cut)
    {
        if (cut != PlanCut.None) Text("cut", cut.ToString().ToLower(CultureInfo.InvariantCulture));
    }

    private void Text(string key, string value)
    {
        json.WriteKey(key);
        json.WriteString(value);
    }

    private void Text(string key, PlannedText? value)
    {
        if (value is null) return;
        json.WriteKey(key);
        WriteText(value);
    }

    private void List<T>(string key, ImmutableArray<T> items, Action<T> write)
    {
        json.WriteKey(key);
        json.StartArray();
        foreach (var item in items) write(item);
        json.EndArray();
    }

    private void Map<T>(string key, ImmutableArray<KeyValuePair<string, T>> items, Action<T> write)
    {
        json.WriteKey(key);
        json.StartObject();
        foreach (var (name, value) in items)
        {
            json.WriteKey(name);
            write(value);
        }

        json.EndObject();
    }
}
