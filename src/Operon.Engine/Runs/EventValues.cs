using Operon.Opspec.Coercion;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Engine.Runs;

/// <summary>
/// Values as events hold them: <c>{type: value}</c>, <c>{"secret": [names]}</c> for what must not be shown, and
/// <c>{"large": [type, digest, length]}</c> for what is kept beside the events.
/// </summary>
internal sealed class EventValues(KeptContent kept)
{
    /// <summary>An object of values by name, in order of the names.</summary>
    public void Write(IEnumerable<KeyValuePair<string, Value>> values, CanonicalJsonWriter json)
    {
        json.StartObject();
        foreach (var (name, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            json.WriteKey(name);
            Write(value, json);
        }

        json.EndObject();
    }

    /// <summary>One value.</summary>
    public void Write(Value value, CanonicalJsonWriter json)
    {
        if (WroteName(value, json)) return;
        json.StartObject();
        json.WriteKey(ValueText.Name(value.Kind));
        ValueJson.Write(value, json);
        json.EndObject();
    }

    /// <summary>A text as it is, or what stands for it.</summary>
    public void WriteText(StringValue text, CanonicalJsonWriter json)
    {
        if (!WroteName(text, json)) json.WriteString(text.Text);
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

    private bool WroteName(Value value, CanonicalJsonWriter json)
    {
        if (value.IsSecret)
        {
            WriteNames(value.Secrets, json);
            return true;
        }

        if (kept.KeepLarge(value) is not { } large) return false;
        json.StartObject();
        json.WriteKey("large");
        json.StartArray();
        json.WriteString(ValueText.Name(value.Kind));
        json.WriteString(large.Digest.ToString());
        json.WriteNumber(large.Length);
        json.EndArray();
        json.EndObject();
        return true;
    }
}
