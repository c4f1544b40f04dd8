using Operon.Releases.Sdk.Evaluation;
using Operon.Text.Json;

namespace Operon.Releases.Sdk.Functions;

/// <summary>Inputs that hold secrets: documents hold them encrypted, and the function gets them as they were given.</summary>
internal static class SecretInputs
{
    private static readonly string[] Values = ["value", ReferenceFunctions.Default];

    /// <summary>The descriptors as they may be stored; the same object where none holds a secret.</summary>
    /// <param name="surroundings">Knows what is secret, and how to encrypt it.</param>
    /// <param name="owner">Whose inputs they are, for messages.</param>
    /// <param name="inputs">Descriptors by name.</param>
    /// <param name="place">Where they are given, if not where the code runs.</param>
    /// <exception cref="SdkError">One cannot be encrypted.</exception>
    public static JsonObject Of(Surroundings surroundings, string owner, JsonObject inputs, CodePlace place = default)
    {
        if (!surroundings.KeepsSecrets || !surroundings.Secrets.IsIn(inputs)) return inputs;
        var stored = inputs;
        foreach (var (name, descriptor) in inputs.Properties)
        {
            if (!surroundings.Secrets.IsIn(descriptor) || descriptor is not JsonObject changed) continue;
            foreach (var key in Values)
            {
                if (changed[key] is not { } value || !surroundings.Secrets.IsIn(value)) continue;
                if (!surroundings.Vault.Seal(value).TryGet(out var encrypted, out var failure))
                {
                    throw new SdkError(failure.Rule, $"the input '{name}' of {owner} contains a secret, which is stored encrypted, and {failure.Message}", failure.Expected, failure.Fix) { Place = place.File is { Length: > 0 } file ? (file, place.Position) : null };
                }

                changed = changed.With(key, encrypted);
            }

            stored = stored.With(name, changed);
        }

        return stored;
    }
}
