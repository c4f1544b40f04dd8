using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Operon.Testing;

/// <summary>
/// Compares JSON with the JSON Schemas in <c>schemas/</c>. It knows the keywords that these use, and refuses every other, so that
/// none is passed over.
/// </summary>
public sealed class JsonShape : IDisposable
{
    private static readonly HashSet<string> Annotations = new(["$schema", "$id", "$defs", "title", "description"], StringComparer.Ordinal);
    private readonly JsonDocument schema;

    private JsonShape(JsonDocument schema) => this.schema = schema;

    /// <summary>Reads a schema of the checkout.</summary>
    /// <param name="name">Such as <c>runs.1</c>.</param>
    public static JsonShape Of(string name) => new(JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "schemas", $"{name}.schema.json"))));

    /// <summary>What about the text is not as the schema says; empty when all is.</summary>
    public IReadOnlyList<string> Problems(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        var problems = new List<string>();
        Check(document.RootElement, schema.RootElement, "$", problems);
        return problems;
    }

    public void Dispose() => schema.Dispose();

    private void Check(JsonElement json, JsonElement rule, string at, List<string> problems)
    {
        foreach (var keyword in rule.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$ref":
                    Check(json, schema.RootElement.GetProperty("$defs").GetProperty(keyword.Value.GetString()!["#/$defs/".Length..]), at, problems);
                    break;
                case "type" when !Types(keyword.Value).Any(t => Is(json, t)):
                    problems.Add($"{at}: {json.ValueKind} is not {keyword.Value}");
                    return;
                case "const" when !JsonElement.DeepEquals(json, keyword.Value):
                case "enum" when !keyword.Value.EnumerateArray().Any(v => JsonElement.DeepEquals(json, v)):
                    problems.Add($"{at}: {json} is not {keyword.Value}");
                    break;
                case "pattern" when json.ValueKind == JsonValueKind.String && !Regex.IsMatch(json.GetString()!, keyword.Value.GetString()!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(10)):
                    problems.Add($"{at}: '{json}' does not match {keyword.Value}");
                    break;
                case "minimum" when json.ValueKind == JsonValueKind.Number && json.GetDouble() < keyword.Value.GetDouble():
                    problems.Add($"{at}: {json} is less than {keyword.Value}");
                    break;
                case "oneOf":
                    CheckOne(json, keyword.Value, at, problems);
                    break;
                case "items" when json.ValueKind == JsonValueKind.Array:
                    var index = 0;
                    foreach (var item in json.EnumerateArray()) Check(item, keyword.Value, $"{at}[{(index++).ToString(CultureInfo.InvariantCulture)}]", problems);
                    break;
                case "type" or "const" or "enum" or "pattern" or "minimum" or "items" or "properties" or "required" or "additionalProperties" or "propertyNames" or "minProperties" or "maxProperties":
                    break;
                default:
                    if (!Annotations.Contains(keyword.Name)) throw new NotSupportedException($"the schema has the keyword '{keyword.Name}', which is not known here");
                    break;
            }
        }

        if (json.ValueKind == JsonValueKind.Object) CheckObject(json, rule, at, problems);
    }

    private void CheckObject(JsonElement json, JsonElement rule, string at, List<string> problems)
    {
        var known = rule.TryGetProperty("properties", out var properties);
        if (rule.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Where(n => !json.TryGetProperty(n.GetString()!, out _))) problems.Add($"{at}: '{name}' is missing");
        }

        foreach (var property in json.EnumerateObject())
        {
            if (known && properties.TryGetProperty(property.Name, out var own)) Check(property.Value, own, $"{at}.{property.Name}", problems);
            else if (rule.TryGetProperty("additionalProperties", out var others)) Check(property.Value, others, $"{at}.{property.Name}", problems);

            // What the program prints is all told in the schema, though readers must not count on that.
            else if (known) problems.Add($"{at}: the schema does not tell of '{property.Name}'");
            if (rule.TryGetProperty("propertyNames", out var names) && !names.GetProperty("enum").EnumerateArray().Any(n => n.ValueEquals(property.Name))) problems.Add($"{at}: '{property.Name}' is no name there");
        }

        var count = json.EnumerateObject().Count();
        if (rule.TryGetProperty("minProperties", out var least) && count < least.GetInt32()) problems.Add($"{at}: too few properties");
        if (rule.TryGetProperty("maxProperties", out var most) && count > most.GetInt32()) problems.Add($"{at}: too many properties");
    }

    private void CheckOne(JsonElement json, JsonElement rules, string at, List<string> problems)
    {
        var found = rules.EnumerateArray().Select(rule =>
        {
            var of = new List<string>();
            Check(json, rule, at, of);
            return of;
        }).ToList();
        var fitting = found.Count(f => f.Count == 0);
        if (fitting == 1) return;
        problems.Add($"{at}: fits {fitting.ToString(CultureInfo.InvariantCulture)} of the forms it may have: {string.Join(" / ", found.Select(f => string.Join(", ", f)))}");
    }

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static bool Is(JsonElement json, string type) => type switch
    {
        "object" => json.ValueKind == JsonValueKind.Object,
        "array" => json.ValueKind == JsonValueKind.Array,
        "string" => json.ValueKind == JsonValueKind.String,
        "boolean" => json.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out _),
        "null" => json.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"the schema has the type '{type}', which is not known here"),
    };
}
