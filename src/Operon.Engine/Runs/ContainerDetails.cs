using System.Buffers;
using Operon.Opspec.Binding;
using Operon.Text.Json;

namespace Operon.Engine.Runs;

/// <summary>What the event of a started container says about it.</summary>
internal static class ContainerDetails
{
    /// <summary>Image, command, environment, mounts; texts with secrets in them are named, never written.</summary>
    /// <param name="container">The container.</param>
    /// <param name="image">How people name its image.</param>
    public static ReadOnlyMemory<byte> Write(BoundContainer container, string image)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var json = new CanonicalJsonWriter(buffer);
        json.StartObject();
        json.WriteKey("image");
        json.WriteString(image);
        if (container.Command is { } words)
        {
            json.WriteKey("cmd");
            json.StartArray();
            foreach (var word in words) EventValues.WriteText(word, json);
            json.EndArray();
        }

        json.WriteKey("envVars");
        json.StartObject();
        foreach (var variable in container.Environment.Where(v => !v.Name.IsSecret))
        {
            json.WriteKey(variable.Name.Text);
            EventValues.WriteText(variable.Value, json);
        }

        // Names that are secret are told once, with whose they are.
        foreach (var variable in container.Environment.Where(v => v.Name.IsSecret).DistinctBy(v => v.Name.ToString()))
        {
            json.WriteKey(variable.Name.ToString());
            EventValues.Write(variable.Value, json);
        }

        json.EndObject();
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
        if (container.Name is not null)
        {
            json.WriteKey("name");
            EventValues.WriteText(container.Name, json);
        }

        if (container.WorkDir is not null)
        {
            json.WriteKey("workDir");
            EventValues.WriteText(container.WorkDir, json);
        }

        json.EndObject();
        return buffer.WrittenMemory;
    }
}
