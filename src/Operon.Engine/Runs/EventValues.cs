using System.Buffers;
using Operon.Opspec.Coercion;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Engine.Runs;

/// <summary>Values as events hold them: <c>{type: value}</c>, and <c>{"secret": [names]}</c> for what must not be shown.</summary>
internal static class EventValues
{
    /// <summary>An object of values by name, in order of the names.</summary>
    public static ReadOnlyMemory<byte> Write(IEnumerable<KeyValuePair<string, Value>> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var json = new CanonicalJsonWriter(buffer);
        json.StartObject();
        foreach (var (name, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            json.WriteKey(name);
            Write(value, json);
        }

        json.EndObject();
        return buffer.WrittenMemory;
    }

    /// <summary>One value.</summary>
    public static void Write(Value value, CanonicalJsonWriter json)
    {
        if (value.IsSecret)
        {
            WriteNames(value.Secrets, json);
            return;
        }

        json.StartObject();
        json.WriteKey(ValueText.Name(value.Kind));
        ValueJson.Write(value, json);
        json.EndObject();
    }

    /// <summary>What stands for something that must not be shown.</summary>
    public static void WriteNames(SecretNames secrets, CanonicalJsonWriter json)
    {
        json.StartObject();
        json.WriteKey("secret");
        json.StartArray();
        foreach (var name in secrets.Names) json.WriteString(name);
        json.EndArray();
        json.EndObject();
    }

    /// <summary>A text, or the names of the secrets in it.</summary>
    public static void WriteText(StringValue text, CanonicalJsonWriter json)
    {
        if (text.IsSecret) Write(text, json);
        else json.WriteString(text.Text);
    }
}
