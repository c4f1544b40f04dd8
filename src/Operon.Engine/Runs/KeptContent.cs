using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Operon.Content;
using Operon.Engine.Sources;
using Operon.Journal;
using Operon.Opspec.Coercion;
using Operon.Opspec.Values;
using Operon.Runs.Masking;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Runs;

/// <summary>
/// What the events of a run name by digest instead of repeating it: each op.yml, and values that are large. It lies in the run's folder once,
/// with secrets hidden as they are in events. Thread-safe.
/// </summary>
internal sealed class KeptContent(RunFolder folder, SecretMasks masks)
{
    /// <summary>How many bytes of text a value may have to stand in an event itself.</summary>
    public const int LargestValue = 4096;

    private const string Ops = "ops";

    // What a number, a bracket or a comma counts for.
    private const int LeastBytes = 4;

    private readonly ConcurrentDictionary<Digest, OpFile> ops = new();
    private readonly ConditionalWeakTable<Value, LargeValue> values = [];

    /// <summary>Keeps an op.yml. Where a secret stands in it, what is kept is not what the digest tells of, and has another name.</summary>
    /// <exception cref="IOException">The run takes nothing more.</exception>
    public string Keep(OpFile op)
    {
        if (!ops.ContainsKey(op.Digest))
        {
            // Told of only when it is there; who comes meanwhile waits for it too.
            Write(op);
            ops.TryAdd(op.Digest, op);
        }

        return op.Digest.ToString();
    }

    /// <summary>Hides secrets that were not known when the op.yml that they stand in was kept. Nothing of the run goes on.</summary>
    /// <exception cref="IOException">The run takes nothing more.</exception>
    public void HideSecrets()
    {
        foreach (var op in ops.Values)
        {
            if (Write(op)) Check(folder.Discard(Ops, NameOf(op, isMasked: false)));
        }
    }

    /// <summary>Keeps a value that is too large for events; null for one that is not.</summary>
    /// <exception cref="IOException">The run takes nothing more.</exception>
    public LargeValue? KeepLarge(Value value)
    {
        if (Room(value, LargestValue) >= 0) return null;
        if (values.TryGetValue(value, out var known)) return known;
        var json = masks.MaskJson(ValueJson.Write(value).Memory);
        var digest = Digest.Of(json.Span);
        Check(folder.Keep("values", $"sha256-{digest.Hex}.json", json));
        return values.GetValue(value, _ => new LargeValue(digest, json.Length));
    }

    private static string NameOf(OpFile op, bool isMasked) => $"sha256-{op.Digest.Hex}{(isMasked ? ".masked" : "")}.yml";

    // Whether there is a secret in it.
    private bool Write(OpFile op)
    {
        var shown = masks.Mask(op.Content);
        var isMasked = shown != op.Content;
        Check(folder.Keep(Ops, NameOf(op, isMasked), shown.Memory));
        return isMasked;
    }

    private static void Check(Diagnostic? error)
    {
        if (error is not null) throw new IOException(error.Message);
    }

    // How many bytes are left; negative when they are not enough, without looking at the rest.
    private static int Room(Value value, int room)
    {
        switch (value)
        {
            case StringValue text:
                return room - LeastBytes - text.Text.Length;
            case ArrayValue array:
                foreach (var item in array.Items)
                {
                    if ((room = Room(item, room)) < 0) break;
                }

                return room - LeastBytes;
            case ObjectValue properties:
                foreach (var (key, property) in properties.Properties)
                {
                    if ((room = Room(property, room - key.Length)) < 0) break;
                }

                return room - LeastBytes;
            default:
                return room - LeastBytes;
        }
    }

    /// <summary>A value that lies in the run's folder.</summary>
    /// <param name="Digest">Of its JSON text as it lies there.</param>
    /// <param name="Length">How many bytes the text has.</param>
    public sealed record LargeValue(Digest Digest, int Length);
}
