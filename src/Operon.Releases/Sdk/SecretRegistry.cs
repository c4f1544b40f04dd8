using System.Text;
using Operon.Runs.Masking;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>The secrets that a command has met (releases, section 2.4): they are hidden in lines and errors, and may not be stored. Thread-safe.</summary>
/// <param name="hidesAll">Whether the shortest ones are hidden too, as the original does; else what has less than four bytes is not.</param>
public sealed class SecretRegistry(bool hidesAll = false)
{
    private const string Text = "<secret>";
    private readonly SecretMasks findable = new() { OneText = Text };

    /// <summary>What hides them, for whatever else prints or records.</summary>
    public SecretMasks Masks { get; } = new() { OneText = Text, Shortest = hidesAll ? 1 : SecretMasks.ShortestValue };

    /// <summary>Adds one.</summary>
    /// <returns>False when there are more of them than can be hidden.</returns>
    public bool TryAdd(string value)
    {
        var bytes = new ByteString(Encoding.UTF8.GetBytes(value));
        return findable.TryAdd("", bytes) & Masks.TryAdd("", bytes);
    }

    /// <summary>Adds all texts and numbers in a value.</summary>
    /// <returns>False when there are more of them than can be hidden.</returns>
    public bool TryAdd(JsonValue value) => value switch
    {
        JsonText text => text.AsText.Length == 0 || TryAdd(text.AsText),
        JsonNumber number => TryAdd(number.ToString()),
        JsonArray array => array.Items.All(TryAdd),
        JsonObject properties => properties.Properties.Values.All(TryAdd),
        _ => true,
    };

    /// <summary>The text without secrets.</summary>
    public string Mask(string text) => Masks.Mask(text);

    /// <summary>The diagnostic without secrets.</summary>
    public Diagnostic Mask(Diagnostic diagnostic) => Masks.Mask(diagnostic);

    /// <summary>Whether a value holds a secret, in any of its texts and names. One of less than four bytes is everywhere, and is not looked for.</summary>
    public bool IsIn(JsonValue value)
    {
        if (findable.IsEmpty) return false;
        return value switch
        {
            JsonText text => IsIn(text.AsText),
            JsonArray array => array.Items.Any(IsIn),
            JsonObject properties => properties.Properties.Any(p => IsIn(p.Key) || IsIn(p.Value)),
            _ => IsIn(value.ToString()),
        };
    }

    /// <summary>Whether a text holds a secret.</summary>
    public bool IsIn(string text) => !string.Equals(findable.Mask(text), text, StringComparison.Ordinal);
}
