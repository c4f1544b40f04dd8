using System.Collections.Immutable;
using System.Text;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Runs.Masking;

/// <summary>
/// The secrets of one run as far as they are known, and what hides them in text: output, errors, events. A secret is shown as
/// <c>&lt;secret NAME&gt;</c>, also where it stands in JSON, in a URL or in base64, and each line of a text of several lines too.
/// A run without secrets pays one comparison. Thread-safe.
/// </summary>
public sealed class SecretMasks
{
    /// <summary>Values with fewer bytes are not masked, unless <see cref="Shortest"/> says otherwise: too much else looks like them.</summary>
    public const int ShortestValue = 4;

    /// <summary>How many bytes all values of a run may have together.</summary>
    public const int MostBytes = 64 * 1024;

    private readonly Lock gate = new();
    private readonly HashSet<ByteString> values = [];
    private readonly List<(byte[] Value, int Mask)> known = [];
    private readonly List<string> masks = [];
    private int bytes;
    private volatile bool isEmpty = true;
    private volatile SecretMatcher? matcher;

    /// <summary>How many bytes a value has to have to be masked; at least 1.</summary>
    public int Shortest { get; init; } = ShortestValue;

    /// <summary>What stands for every secret; null: the text for its name.</summary>
    public string? OneText { get; init; }

    /// <summary>Whether no secret is known.</summary>
    public bool IsEmpty => isEmpty;

    internal SecretMatcher? Matcher => isEmpty ? null : matcher ?? Build();

    /// <summary>The text that stands for a secret.</summary>
    /// <param name="name">The name of its parameter.</param>
    public static string TextFor(string name) => $"<secret {name}>";

    /// <summary>Adds a value, and each of its lines, unless it is known already.</summary>
    /// <param name="name">The name of its parameter.</param>
    /// <param name="value">Its text.</param>
    /// <returns>False when the value is not masked, because there are more than <see cref="MostBytes"/> of them.</returns>
    public bool TryAdd(string name, ByteString value)
    {
        if (value.Length < Shortest) return true;
        lock (gate)
        {
            if (values.Contains(value)) return true;
            if (bytes + value.Length > MostBytes) return false;
            bytes += value.Length;
            Add(name, value);
            foreach (var line in Lines(value)) Add(name, line);
            matcher = null;
            isEmpty = false;
            return true;
        }
    }

    /// <summary>The text without secrets.</summary>
    public string Mask(string text)
    {
        if (isEmpty || text.Length == 0) return text;
        var raw = new ByteString(Encoding.UTF8.GetBytes(text));
        var masked = Mask(raw);
        return masked.Span == raw.Span ? text : masked.ToString();
    }

    /// <summary>The bytes of a text without secrets.</summary>
    public ByteString Mask(ByteString text)
    {
        if (isEmpty || text.Length == 0) return text;
        var masked = new MaskedStream(this).All(text.Span);
        return masked.Overlaps(text.Span) ? text : new ByteString(masked.ToArray());
    }

    /// <summary>JSON text of some data without secrets; it stays JSON.</summary>
    public ReadOnlyMemory<byte> MaskJson(ReadOnlyMemory<byte> json) => isEmpty ? json : EventMask.Apply(json, 0, this);

    /// <summary>The diagnostic without secrets, also in the text that it points into.</summary>
    public Diagnostic Mask(Diagnostic diagnostic) => isEmpty ? diagnostic : DiagnosticMask.Apply(diagnostic, this);

    /// <summary>The event without secrets. It stays readable: ids, kinds and names of fields are never masked.</summary>
    public RunEvent Mask(RunEvent runEvent) => isEmpty ? runEvent : EventMask.Apply(runEvent, this);

    // White space alone tells nothing, and would hide the layout of everything else.
    private IEnumerable<ByteString> Lines(ByteString value)
    {
        var at = 0;
        while (at < value.Length)
        {
            var end = value.Span[at..].IndexOf((byte)'\n');
            var next = end < 0 ? value.Length : at + end;
            var line = value.Memory[at..next];
            if (line.Length > 0 && line.Span[^1] == '\r') line = line[..^1];
            if (line.Length >= Shortest && line.Span.IndexOfAnyExcept(" \t"u8) >= 0) yield return new ByteString(line);
            at = next + 1;
        }
    }

    private void Add(string name, ByteString value)
    {
        if (!values.Add(value)) return;
        var text = OneText ?? TextFor(name);
        var mask = masks.IndexOf(text);
        if (mask < 0)
        {
            mask = masks.Count;
            masks.Add(text);
        }

        known.Add((value.Span.ToArray(), mask));
    }

    // In base64 a short one is a letter or two, which are everywhere.
    private static IEnumerable<byte[]> FormsOf(byte[] value) => value.Length < ShortestValue ? [value] : SecretForms.Of(value);

    private SecretMatcher Build()
    {
        lock (gate)
        {
            if (matcher is { } built) return built;
            var texts = masks.Select(Encoding.UTF8.GetBytes).ToImmutableArray();

            // A mask hides itself: what is masked twice, such as the last lines of a log in an error, stays as it is.
            var forms = texts.Select((mask, i) => (mask, i)).Concat(known.SelectMany(k => FormsOf(k.Value).Select(form => (form, k.Mask))));
            return matcher = new SecretMatcher(forms, [.. texts]);
        }
    }
}
