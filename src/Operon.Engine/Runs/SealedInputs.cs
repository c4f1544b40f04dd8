using System.Buffers;
using System.Collections.Immutable;
using Operon.Host.Files;
using Operon.Opspec.Coercion;
using Operon.Opspec.Values;
using Operon.Runs.Masking;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Engine.Runs;

/// <summary>
/// The inputs of a run that its events do not tell, in a file of its folder that its owner alone can read: the only place on a disk
/// where Operon writes a secret. A later run of the same op with the same inputs needs them.
/// </summary>
public static class SealedInputs
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "sealed";

    /// <summary>Writes the file (mode 0600); none where the events tell everything.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="inputs">The inputs of the root op.</param>
    /// <param name="masks">What hides secrets in events, also where they stand in inputs that are none.</param>
    /// <returns>Null, or why the file cannot be written.</returns>
    public static Diagnostic? Write(string folder, ImmutableDictionary<string, Value> inputs, SecretMasks masks)
    {
        var hidden = inputs.Where(i => i.Value.IsSecret || IsMasked(i.Value, masks)).OrderBy(i => i.Key, StringComparer.Ordinal).ToList();
        if (hidden.Count == 0) return null;
        var buffer = new ArrayBufferWriter<byte>();
        var json = new CanonicalJsonWriter(buffer);
        json.StartObject();
        foreach (var (name, value) in hidden)
        {
            json.WriteKey(name);
            json.StartObject();
            if (value is StringValue text && !System.Text.Unicode.Utf8.IsValid(text.Text.Span))
            {
                json.WriteKey("base64");
                json.WriteString(Convert.ToBase64String(text.Text.Span));
            }
            else
            {
                json.WriteKey(ValueText.Name(value.Kind));
                ValueJson.Write(value, json);
            }

            json.EndObject();
        }

        json.EndObject();
        return DurableFile.Write(Path.Combine(folder, FileName), buffer.WrittenSpan);
    }

    private static bool IsMasked(Value value, SecretMasks masks)
    {
        if (masks.IsEmpty) return false;
        var text = ValueJson.Write(value).ToString();
        return masks.Mask(text) != text;
    }
}
