using System.Buffers;
using System.Collections.Immutable;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Values;
using Operon.Text.Json;

namespace Operon.Engine.Runs;

/// <summary>What events say about the calls that they begin and end; texts with secrets in them are named, never written.</summary>
/// <param name="values">Writes values.</param>
internal sealed class CallDetails(EventValues values)
{
    /// <summary>Of a call of any kind: the variables that the loop around it has bound for it; nothing when there are none.</summary>
    public ReadOnlyMemory<byte> Of(ImmutableArray<KeyValuePair<string, Value>> variables) => variables.IsEmpty ? default : Write(variables, _ => { });

    /// <summary>Of an op: where it is, and its inputs.</summary>
    /// <param name="variables">Those of the loop around it.</param>
    /// <param name="op">The op.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="request">Of a root: what was asked for.</param>
    public ReadOnlyMemory<byte> Of(ImmutableArray<KeyValuePair<string, Value>> variables, LoadedOp op, ImmutableDictionary<string, Value> inputs, RunRequest? request = null) => Write(variables, json =>
    {
        json.WriteKey("directory");
        if (op.Secrets.IsEmpty) json.WriteString(op.Directory.ToString());
        else EventValues.WriteNames(op.Secrets, json);
        json.WriteKey("inputs");
        values.Write(inputs, json);
        if (request is null) return;
        RecordedOptions.Of(request).Write(json);
        if (request.RetryOf is not { } retryOf) return;
        json.WriteKey("retryOf");
        json.WriteString(retryOf);
    });

    /// <summary>Of a container: image, command, environment, mounts.</summary>
    /// <param name="variables">Those of the loop around it.</param>
    /// <param name="container">The container.</param>
    /// <param name="image">How people name its image.</param>
    public ReadOnlyMemory<byte> Of(ImmutableArray<KeyValuePair<string, Value>> variables, BoundContainer container, string image) => Write(variables, json =>
    {
        json.WriteKey("image");
        json.WriteString(image);
        if (container.Command is { } words)
        {
            json.WriteKey("cmd");
            json.StartArray();
            foreach (var word in words) values.WriteText(word, json);
            json.EndArray();
        }

        WriteEnvironment(container, json);
        WriteMounts(container, json);
        WriteText("name", container.Name, json);
        WriteText("workDir", container.WorkDir, json);
    });

    /// <summary>Of a call that ended: what it returned.</summary>
    public ReadOnlyMemory<byte> Of(ImmutableDictionary<string, Value> outputs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        values.Write(outputs, new CanonicalJsonWriter(buffer));
        return buffer.WrittenMemory;
    }

    private ReadOnlyMemory<byte> Write(ImmutableArray<KeyValuePair<string, Value>> variables, Action<CanonicalJsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var json = new CanonicalJsonWriter(buffer);
        json.StartObject();
        if (!variables.IsEmpty)
        {
            json.WriteKey("vars");
            values.Write(variables, json);
        }

        body(json);
        json.EndObject();
        return buffer.WrittenMemory;
    }

    private void WriteEnvironment(BoundContainer container, CanonicalJsonWriter json)
    {
        json.WriteKey("envVars");
        json.StartObject();
        foreach (var variable in container.Environment.Where(v => !v.Name.IsSecret))
        {
            json.WriteKey(variable.Name.Text);
            values.WriteText(variable.Value, json);
        }

        // Names that are secret are told once, with whose they are.
        foreach (var variable in container.Environment.Where(v => v.Name.IsSecret).DistinctBy(v => v.Name.ToString()))
        {
            json.WriteKey(variable.Name.ToString());
            values.Write(variable.Value, json);
        }

        json.EndObject();
    }

    private static void WriteMounts(BoundContainer container, CanonicalJsonWriter json)
    {
        json.WriteKey("mounts");
        json.StartArray();
        foreach (var mount in container.Mounts)
        {
            json.StartObject();
            json.WriteKey("path");
            json.WriteString(mount.Path);
            json.WriteKey(mount.Kind switch { BoundMountKind.Directory => "dir", BoundMountKind.File => "file", _ => "socket" });
            if (mount.Secrets.IsEmpty) json.WriteString(mount.Location.ToString());
            else EventValues.WriteNames(mount.Secrets, json);
            json.EndObject();
        }

        json.EndArray();
    }

    private void WriteText(string key, StringValue? text, CanonicalJsonWriter json)
    {
        if (text is null) return;
        json.WriteKey(key);
        values.WriteText(text, json);
    }
}
