using System.Collections.Immutable;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>Takes documents apart. What is not there, or is something else, is a failure that names the document.</summary>
/// <param name="place">The reference of the document.</param>
/// <param name="body">What it says.</param>
internal sealed class DocumentShape(string place, JsonValue body)
{
    public JsonValue Body => body;

    public string Text(string name) => body[name]?.AsText ?? throw Wrong($"its {name} is no text");

    public Reference Reference(string name) => References.Reference.Parse(Text(name)) is { IsOk: true, Value: var reference } ? reference : throw Wrong($"its {name} is no reference");

    public JsonObject Object(string name) => body[name] switch
    {
        JsonObject json => json,
        null or JsonNull => JsonObject.Empty,
        _ => throw Wrong($"its {name} is no object"),
    };

    public ImmutableArray<DocumentShape> Items(string name) => body[name] switch
    {
        JsonArray array => [.. array.Items.Select((item, i) => new DocumentShape($"{place}#{name}/{i}", item))],
        null or JsonNull => [],
        _ => throw Wrong($"its {name} is no array"),
    };

    public ImmutableArray<string> Texts(string name) => body[name] is JsonArray array ? [.. array.Items.Select(i => i.AsText ?? throw Wrong($"its {name} holds something else than texts"))] : [];

    public FunctionIdentity Function(string name) => FunctionIdentity.Of(body[name]) ?? throw Wrong($"its {name} is no function");

    public DocumentShape? Part(string name) => body[name] is JsonObject part ? new DocumentShape($"{place}#{name}", part) : null;

    public JsonValue Value(string name) => body[name] ?? JsonNull.Instance;

    public StoreFailure Wrong(string problem) => new(new Diagnostic(DocumentRules.Misshapen, $"the document {place} cannot be used: {problem}"));
}
