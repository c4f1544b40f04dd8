using System.Collections.Immutable;
using Operon.Releases.Sdk.Evaluation;
using Operon.Releases.Sdk.Functions;
using Operon.Text.Json;
using Operon.Text.Spelling;

namespace Operon.Releases.Sdk;

/// <summary>Reads what functions return.</summary>
/// <param name="function">Which function, for messages.</param>
/// <param name="surroundings">Knows what may not be stored in the clear, and how to encrypt it.</param>
internal sealed class ResultReader(string function, Surroundings surroundings)
{
    private const string Expected = "done(…), next(…), or nothing";

    /// <summary>Reads the JSON of a result. Keys that nobody knows are nobody's business.</summary>
    /// <exception cref="SdkError">It is none.</exception>
    public FunctionResult Read(JsonValue result)
    {
        if (result is not (JsonNull or JsonObject)) throw Wrong($"{function} returns {Short(result)}", Expected);
        if (result["next"] is { } next and not JsonNull) return Next(next);
        return result["done"] is { } done and not JsonNull ? Done(done) : new FunctionResult.Done(null, [], null, []);
    }

    private FunctionResult.Next Next(JsonValue next)
    {
        if (FunctionIdentity.Of(next["fn"]) is not { } identity) throw Wrong($"{function} returns a next without a function: {Short(next)}", "what next(…) returns");
        var inputs = next["inputs"] switch
        {
            null or JsonNull => JsonObject.Empty,
            JsonObject given => given,
            var other => throw Wrong($"the inputs of the next that {function} returns are {Short(other)}", "an object of inputs by name"),
        };
        if (inputs.Properties.Keys.FirstOrDefault(i => !InputName.IsValid(i)) is { } bad) throw Wrong($"'{bad}' is no name of an input", InputName.Expected);
        return new FunctionResult.Next(identity, SecretInputs.Of(surroundings, $"the next of {function}", inputs));
    }

    private FunctionResult.Done Done(JsonValue done)
    {
        if (done is not JsonObject) throw Wrong($"the done that {function} returns is {Short(done)}", "what done(…) returns");
        var outputs = (done["outputs"] ?? done["output"]) switch
        {
            null or JsonNull => null,
            JsonObject given => given,
            var other => throw Wrong($"the outputs that {function} returns are {Short(other)}", "a dict of outputs by name"),
        };
        var tags = Texts(done, "tags") ?? [];
        var watched = Texts(done, "watch") ?? Texts(done, "watch_files");
        foreach (var tag in tags) ReleaseTag.Check(tag);
        if (surroundings.KeepsSecrets && tags.Concat(watched ?? []).Any(surroundings.Secrets.IsIn)) throw new SdkError(SdkRules.SecretOutput, $"a tag or watched file of {function} contains a secret", "tags and paths without secrets");
        var secretOutputs = Texts(done, "secret_outputs") ?? [];
        return new FunctionResult.Done(outputs is null ? null : Checked(outputs, secretOutputs), tags, watched, secretOutputs);
    }

    private JsonObject Checked(JsonObject outputs, ImmutableArray<string> secretOutputs)
    {
        var secrets = surroundings.Secrets;
        if (secretOutputs.FirstOrDefault(s => outputs[s] is null) is { } absent)
        {
            throw Wrong($"secret_outputs of {function} names '{absent}', which is no output", Suggestion.For(absent, outputs.Properties.Keys) is { } near ? $"'{near}'?" : "names of outputs");
        }

        var stored = outputs;
        foreach (var (name, value) in outputs.Properties)
        {
            if (secrets.IsIn(name)) throw new SdkError(SdkRules.SecretOutput, $"the name of an output of {function} contains a secret", "names without secrets");
            if (!secretOutputs.Contains(name))
            {
                if (!secrets.IsIn(value)) continue;
                throw new SdkError(SdkRules.SecretOutput, $"the output '{name}' of {function} contains a secret", "outputs without secrets, or ones that are declared secret", $"write done(…, secret_outputs=[\"{name}\"]): it is then stored encrypted");
            }

            if (value is JsonNull) continue;
            secrets.TryAdd(value);
            stored = stored.With(name, surroundings.Vault.Seal(value).TryGet(out var encrypted, out var failure) ? encrypted : throw new SdkError(failure.Rule, failure with { Message = $"the output '{name}' of {function} is secret, and {failure.Message}" }));
        }

        return stored;
    }

    private ImmutableArray<string>? Texts(JsonValue done, string key)
    {
        if (done[key] is not { } given || given is JsonNull) return null;
        if (given is JsonArray { Items: var items } && items.All(i => i is JsonText)) return [.. items.Select(i => i.AsText!)];
        throw Wrong($"{key} of the done that {function} returns is {Short(given)}", "a list of strings");
    }

    private static string Short(JsonValue json)
    {
        var text = json.ToString();
        return text.Length <= 80 ? text : text[..79] + "…";
    }

    private static SdkError Wrong(string message, string expected) => new(SdkRules.BadResult, message, expected);
}
