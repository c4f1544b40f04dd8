using System.Collections.Immutable;
using Operon.Releases.Sdk;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Secrets;

/// <summary>
/// Encrypts values that are stored, and decrypts them where a function gets them: <c>{"$type":"secret","alg":"A256GCM","data":…}</c>. The key
/// is not read before it is needed. Safe for concurrent use.
/// </summary>
/// <param name="variables">All environment variables; <c>OPERON_SECRET_KEY</c> is the key.</param>
/// <param name="home">The folder with <c>secret.key</c>, where the variable is not set; null: none.</param>
public sealed class SecretVault(ImmutableSortedDictionary<string, string> variables, string? home)
{
    private const string TypeKey = "$type";
    private const string Type = "secret";
    private const string AlgorithmKey = "alg";
    private const string Algorithm = "A256GCM";
    private const string DataKey = "data";
    private const string PartKey = "part";

    private readonly Lazy<Result<SecretKey>> key = new(new SecretKeySource(variables, home).Read);

    /// <summary>The variable that holds the key; its value is a secret itself.</summary>
    public static string KeyVariable => SecretKeySource.Variable;

    /// <summary>Whether a value is an encrypted one.</summary>
    public static bool IsSealed(JsonValue value) => value is JsonObject && value[TypeKey]?.AsText == Type;

    /// <summary>An encrypted value of which a part alone is meant, which <see cref="Open"/> picks.</summary>
    /// <param name="value">The encrypted value.</param>
    /// <param name="names">The keys of objects that lead to the part.</param>
    public static JsonValue PartOf(JsonValue value, IEnumerable<string> names) =>
        ((JsonObject)value).With(PartKey, new JsonArray([.. PartsOf(value).Concat(names).Select(n => (JsonValue)n)]));

    /// <summary>Encrypts a value. One that is encrypted already stays as it is.</summary>
    /// <returns>What is stored, or a rule of <see cref="SecretRules"/>.</returns>
    public Result<JsonValue> Seal(JsonValue value)
    {
        if (IsSealed(value)) return value;
        if (!key.Value.TryGet(out var secret, out var failure)) return failure;
        return new JsonObject((TypeKey, Type), (AlgorithmKey, Algorithm), (DataKey, secret.Encrypt(value.ToUtf8(isIndented: false))));
    }

    /// <summary>Decrypts a value, or all that is encrypted in it.</summary>
    /// <param name="value">As it was stored.</param>
    /// <param name="secrets">Learns what came out.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <returns>The value, or a rule of <see cref="SecretRules"/>.</returns>
    public Result<JsonValue> Open(JsonValue value, SecretRegistry secrets, string name)
    {
        if (IsSealed(value)) return OpenOne(value, secrets, name);
        if (value is JsonObject { Properties: var properties } && properties.Values.Any(HoldsSealed))
        {
            var opened = new List<KeyValuePair<string, JsonValue>>();
            foreach (var (key, part) in properties)
            {
                if (!Open(part, secrets, name).TryGet(out var open, out var failure)) return failure;
                opened.Add(new(key, open));
            }

            return new JsonObject(opened);
        }

        if (value is JsonArray { Items: var items } && items.Any(HoldsSealed))
        {
            var opened = ImmutableArray.CreateBuilder<JsonValue>(items.Length);
            foreach (var part in items)
            {
                if (!Open(part, secrets, name).TryGet(out var open, out var failure)) return failure;
                opened.Add(open);
            }

            return new JsonArray(opened.MoveToImmutable());
        }

        return value;
    }

    private Result<JsonValue> OpenOne(JsonValue value, SecretRegistry secrets, string name)
    {
        if (value[AlgorithmKey]?.AsText is not Algorithm || value[DataKey]?.AsText is not { } data)
        {
            return new Diagnostic(SecretRules.NotOpened, $"{name} is a secret that this program cannot read") { Expected = $"the algorithm {Algorithm}, and {DataKey}", Fix = "store it again, by the task that it comes from" };
        }

        if (!key.Value.TryGet(out var secret, out var failure)) return new Diagnostic(failure.Rule, $"{name} is stored encrypted, and {failure.Message}") { Expected = $"the key with which it was stored", Fix = failure.Rule == SecretRules.NoKey ? $"give it in {KeyVariable}" : failure.Fix, Cause = failure.Cause };
        if (secret.Decrypt(data) is not { } text || !JsonValue.Parse(text).TryGet(out var opened, out _))
        {
            return new Diagnostic(SecretRules.NotOpened, $"{name} is stored encrypted, with another key or changed since") { Expected = "the key with which it was stored", Fix = $"give that key in {KeyVariable}, or store the secret again, by the task that it comes from" };
        }

        if (PartsOf(value) is { Length: > 0 } parts)
        {
            foreach (var part in parts) opened = opened[part] ?? JsonNull.Instance;
            if (opened is JsonNull) return new Diagnostic(SecretRules.NotOpened, $"{name} is a part of a secret, and the secret has no '{string.Join('/', parts)}'") { Expected = "the keys of an object that was stored as a secret" };
        }

        return secrets.TryAdd(opened) ? opened : new Diagnostic(SdkRules.BadArgument, $"{name} is a secret, and there are more than 64 KiB of them, which cannot all be hidden") { Fix = "name less as secret" };
    }

    private static ImmutableArray<string> PartsOf(JsonValue value) => value[PartKey] is JsonArray { Items: var items } ? [.. items.Select(i => i.AsText ?? "")] : [];

    private static bool HoldsSealed(JsonValue value) => IsSealed(value) || value switch
    {
        JsonObject { Properties: var properties } => properties.Values.Any(HoldsSealed),
        JsonArray { Items: var items } => items.Any(HoldsSealed),
        _ => false,
    };
}
