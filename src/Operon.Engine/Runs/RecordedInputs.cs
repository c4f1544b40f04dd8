using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Operon.Host.Files;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;
using JsonReader = Operon.Text.Json.JsonReader;

namespace Operon.Engine.Runs;

/// <summary>What a run was asked for, as its folder tells of it: enough to ask for it again.</summary>
/// <param name="Directory">Where its op is, a path of the machine it ran on.</param>
/// <param name="Texts">The inputs by name: texts as they are, paths, and the JSON text of everything else.</param>
/// <param name="Lost">Inputs that had values which the folder does not tell: secrets without the sealed file.</param>
/// <param name="RunOptions">What it was asked for besides.</param>
public sealed record RecordedInputs(string Directory, ImmutableDictionary<string, ByteString> Texts, ImmutableHashSet<string> Lost, RecordedOptions RunOptions)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonReader.DefaultMaxDepth };

    /// <summary>Reads them from the beginning of a run, and what is secret from its sealed file.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="root">How the root call began.</param>
    /// <returns>They, or why the folder does not tell them.</returns>
    public static Result<RecordedInputs> Read(string folder, CallStarted root)
    {
        try
        {
            using var details = JsonDocument.Parse(root.Details, Options);
            if (!details.RootElement.TryGetProperty("directory", out var directory) || directory.ValueKind != JsonValueKind.String) return Untold(folder, "it does not tell where its op is");
            var texts = ImmutableDictionary.CreateBuilder<string, ByteString>(StringComparer.Ordinal);
            var lost = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
            foreach (var input in details.RootElement.GetProperty("inputs").EnumerateObject())
            {
                if (Text(folder, input.Value) is { } text) texts[input.Name] = text;
                else lost.Add(input.Name);
            }

            var path = Path.Combine(folder, SealedInputs.FileName);
            if (File.Exists(path))
            {
                using var hidden = JsonDocument.Parse(File.ReadAllBytes(path), Options);
                foreach (var input in hidden.RootElement.EnumerateObject())
                {
                    if (Text(folder, input.Value) is not { } text) continue;
                    texts[input.Name] = text;
                    lost.Remove(input.Name);
                }
            }

            return new RecordedInputs(directory.GetString()!, texts.ToImmutable(), lost.ToImmutable(), RecordedOptions.Read(details.RootElement));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Untold(folder, "what it tells of them cannot be read");
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("read", folder, e);
        }
    }

    // {type: value}; null for what stands in place of a value that is not told.
    private static ByteString? Text(string folder, JsonElement recorded)
    {
        var value = recorded.EnumerateObject().Single();
        switch (value.Name)
        {
            case "secret":
                return null;
            case "base64":
                return new ByteString(value.Value.GetBytesFromBase64());
            case "large":
                var digest = value.Value[1].GetString()!;
                var json = File.ReadAllBytes(Path.Combine(folder, "values", Path.GetFileName($"{digest.Replace(':', '-')}.json")));
                using (var large = JsonDocument.Parse(json, Options)) return Plain(large.RootElement);
            default:
                return Plain(value.Value);
        }
    }

    private static ByteString Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : new ByteString(Encoding.UTF8.GetBytes(value.GetRawText()));

    private static Diagnostic Untold(string folder, string why) => new(HistoryRules.CannotRetry, $"the inputs of run {Path.GetFileName(folder)} are not known: {why}")
    {
        Fix = "run the op with the inputs it had",
    };
}
