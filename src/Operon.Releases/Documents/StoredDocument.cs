using System.Collections.Immutable;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>A document as it lies in a store (releases, section 3.4): its body, or, where it is a link, the reference that it leads to.</summary>
/// <param name="Body">What it says; of a link the reference, as text.</param>
public sealed record StoredDocument(JsonValue Body)
{
    /// <summary>The name of the file that a document is in, in the folder that its reference names.</summary>
    public const string FileName = "@object.json";

    private const string Kind = "kind";
    private const string LinkKind = "link";
    private const string DocumentKind = "ref";

    // The original writes the name of a type of its own there, which nobody reads.
    private const string BodyType = "document";

    /// <summary>Whether it is a link.</summary>
    public bool IsLink { get; init; }

    /// <summary>The references of the links that lead here, or once did.</summary>
    public ImmutableArray<string> Links { get; init; } = [];

    /// <summary>Where a link leads; null for what is none.</summary>
    public string? Target => IsLink ? Body.AsText : null;

    /// <summary>A link.</summary>
    public static StoredDocument LinkTo(string target) => new(target) { IsLink = true };

    /// <summary>Reads one.</summary>
    /// <param name="text">The content of its file.</param>
    /// <param name="place">The file, for the diagnostic.</param>
    /// <returns>The document, or <see cref="DocumentRules.Unreadable"/>.</returns>
    public static Result<StoredDocument> Parse(ReadOnlySpan<byte> text, string place)
    {
        if (!JsonValue.Parse(text).TryGet(out var json, out var failure)) return Wrong(place, failure.Message) with { Cause = failure };
        if (json[Kind]?.AsText is not (LinkKind or DocumentKind)) return Wrong(place, "its kind is neither ref nor link");
        if (json["body"] is not { } body) return Wrong(place, "it has no body");
        var isLink = json[Kind]!.AsText == LinkKind;
        if (isLink && body.AsText is null) return Wrong(place, "it is a link that leads nowhere");
        var links = json["links"] is JsonArray array ? array.Items.Select(i => i.AsText).OfType<string>() : [];
        return new StoredDocument(body) { IsLink = isLink, Links = [.. links] };
    }

    /// <summary>The content of its file.</summary>
    public byte[] ToUtf8()
    {
        var json = new JsonObject((Kind, IsLink ? LinkKind : DocumentKind), ("body", Body));
        if (!IsLink) json = json.With("body_type", BodyType);
        if (Links.Length > 0) json = json.With("links", new JsonArray([.. Links.Select(l => (JsonValue)l)]));
        return json.ToUtf8(isIndented: true);
    }

    private static Diagnostic Wrong(string place, string problem) =>
        new(DocumentRules.Unreadable, $"the document {place} cannot be read: {problem}") { Fix = "take back what changed it: a store is written by release commands alone" };
}
