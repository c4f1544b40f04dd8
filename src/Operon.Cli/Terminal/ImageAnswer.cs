using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Operon.Containers.Images;

namespace Operon.Cli.Terminal;

/// <summary>What an image command tells: lines for people, JSON for programs (docs/formats/images-json.md).</summary>
/// <param name="Text">The lines; empty for none.</param>
/// <param name="Json">Writes the properties of the JSON object.</param>
internal sealed record ImageAnswer(string Text, Action<Utf8JsonWriter> Json)
{
    /// <summary>Grows when a reader of what was before would be misled; additions leave it.</summary>
    private const int Format = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>Images with their names and digests.</summary>
    public static ImageAnswer Of(IEnumerable<(string? Reference, string Digest)> images)
    {
        var all = images.ToImmutableArray();
        return new ImageAnswer(string.Join('\n', all.Select(i => i.Reference is null ? i.Digest : $"{i.Reference} {i.Digest}")), json =>
        {
            json.WriteStartArray("images");
            foreach (var (reference, digest) in all)
            {
                json.WriteStartObject();
                if (reference is not null) json.WriteString("reference", reference);
                json.WriteString("digest", digest);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>What a prune has removed.</summary>
    public static ImageAnswer Of(PruneResult pruned) => new($"removed {pruned.Images} images and {pruned.Layers} layers", json =>
    {
        json.WriteNumber("images", pruned.Images);
        json.WriteNumber("layers", pruned.Layers);
    });

    /// <summary>References that were taken away: nothing for people to read.</summary>
    public static ImageAnswer Removed(IEnumerable<ImageReference> references) => new("", json =>
    {
        json.WriteStartArray("removed");
        foreach (var reference in references) json.WriteStringValue(reference.ToString());
        json.WriteEndArray();
    });

    /// <summary>The bytes for standard output.</summary>
    public byte[] Write(bool isJson)
    {
        if (!isJson) return Text.Length == 0 ? [] : Encoding.UTF8.GetBytes(Text + "\n");
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            Json(json);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }
}
