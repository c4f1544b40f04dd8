using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Testing;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Sdk;

/// <summary>
/// The recorded cases of the SDK, as far as they are seen without a store: what <c>release lint</c> prints, the package part of releases,
/// and each recorded run, whose functions are called with the recorded inputs.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class RecordedTests
{
    private static readonly string Folder = Path.Combine(Repository.Conformance, "releases-behaviour");

    // What is expected instead of the recording.
    private static readonly Dictionary<string, JsonElement> Deviations = Read("deviations.json")?.EnumerateObject().ToDictionary(p => p.Name, p => p.Value) ?? [];

    public static TheoryData<string> Cases()
    {
        var folder = Path.Combine(Folder, "cases", "sdk");
        return Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)] : ["-"];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_EvaluatedAndCalled_IsAsRecorded(string name)
    {
        if (name == "-") Assert.Skip(Repository.NoConformance);
        var recorded = File.ReadLines(Path.Combine(Folder, "expected.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).Single(e => e.GetProperty("case").GetString() == $"sdk/{name}");
        var definition = Read(Path.Combine("cases", "sdk", name, "case.json"))!.Value;
        using var checkout = new Checkout();
        var releases = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (step, index) in definition.GetProperty("steps").EnumerateArray().Select((s, i) => (s, i)))
        {
            checkout.Variables.Keys.Where(k => k.StartsWith("OCU_", StringComparison.Ordinal)).ToList().ForEach(k => checkout.Variables.Remove(k));
            if (step.TryGetProperty("env", out var variables)) foreach (var v in variables.EnumerateObject()) checkout.Variables[v.Name] = v.Value.GetString()!;
            if (step.TryGetProperty("commit", out var commit))
            {
                Copy(Path.Combine(Folder, "cases", "sdk", name, definition.GetProperty("commits")[commit.GetInt32() - 1].GetProperty("files").GetString()!), checkout.Root);
            }
            else if (step.TryGetProperty("run", out var run))
            {
                var words = run.EnumerateArray().Select(w => w.GetString()!).ToArray();
                await StepAsync(checkout, words, index, recorded, releases);
            }
        }
    }

    private static async Task StepAsync(Checkout checkout, string[] words, int index, JsonElement recorded, Dictionary<string, int> releases)
    {
        if (words is not ["release", "lint" or "new", var file]) return;
        var name = recorded.GetProperty("case").GetString()!;
        var expected = recorded.GetProperty("steps").EnumerateArray().First(s => s.GetProperty("i").GetInt32() == index);
        var exit = Expectation(name, $"step {index} exit")?.GetInt32() ?? expected.GetProperty("exit").GetInt32();
        var settings = checkout.ReadSettings();
        settings.IsOk.ShouldBeTrue(settings.Error is null ? "" : Checkout.Shown(settings.Error));
        checkout.Repository = settings.Value.Alias!;
        checkout.Forget();
        var isLint = words[1] == "lint";
        var read = checkout.Read(file, isLint ? null : "r1");
        if (isLint)
        {
            read.IsOk.ShouldBe(exit == 0, $"step {index}: {(read.Error is null ? "" : Checkout.Shown(read.Error))}");
            var stdout = Expectation(name, $"step {index} stdout")?.GetString() ?? (expected.TryGetProperty("stdout", out var text) ? text.GetString() : null);
            if (stdout is not null && read.IsOk) Printed(checkout, read.Value).TrimEnd().ShouldBe(stdout.TrimEnd(), $"step {index}");
            return;
        }

        if (!read.IsOk)
        {
            exit.ShouldBe(1, Checkout.Shown(read.Error!));
            return;
        }

        foreach (var environment in read.Value.Environments)
        {
            checkout.Environments.RemoveAll(e => e.Name == environment.Name);
            checkout.Environments.Add(environment);
        }

        var package = $"{checkout.Repository}/-/{file}";
        releases[package] = releases.GetValueOrDefault(package) + 1;
        await ReleaseAsync(checkout, read.Value, $"{package}/@r{releases[package]}", name, recorded);
    }

    private static async Task ReleaseAsync(Checkout checkout, PackageConfiguration package, string release, string name, JsonElement recorded)
    {
        var refs = recorded.GetProperty("stores").GetProperty("state").GetProperty("refs").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        if (!refs.TryGetValue(release, out var document) || Overridden(name, release)) return;
        package.ToJson().ShouldBe(Json(document.GetProperty("body").GetProperty("package")));
        foreach (var (reference, run) in refs.Where(r => r.Key.StartsWith(release + "/", StringComparison.Ordinal) && r.Value.GetProperty("kind").GetString() == "ref"))
        {
            if (Reference.Parse(reference).Value is not { Type: "task" or "deploy" } parsed || !int.TryParse(parsed.Subpath.Split('/')[^1], out _)) continue;
            var status = refs.Keys.Single(r => r.StartsWith($"{reference}/status/", StringComparison.Ordinal)).Split('/')[^1];
            if (status is not ("complete" or "failed") || Overridden(name, reference)) continue;
            checkout.Forget();
            await RunAsync(checkout, package, reference, status == "complete", Json(run.GetProperty("body")));
            var logs = Json(refs[$"{reference}/logs"].GetProperty("body"));
            var messages = logs is JsonArray array ? array.Items.Select(l => l["message"]!.AsText!) : [];
            checkout.Messages.ShouldBe(messages, ignoreOrder: name == "sdk/shell-result");
        }
    }

    private static async Task RunAsync(Checkout checkout, PackageConfiguration package, string reference, bool succeeds, JsonValue body)
    {
        var run = package.Begin();
        var functions = ((JsonArray)body["functions"]!).Items;
        for (var i = 0; i < functions.Length; i++)
        {
            var inputs = new JsonObject(((JsonObject)functions[i]["inputs"]!).Properties.Select(p => new KeyValuePair<string, JsonValue>(p.Key, p.Value["value"] ?? p.Value["default"]!)));
            var called = await run.CallAsync(FunctionIdentity.Of(functions[i]["fn"])!, inputs, namedOnly: false, checkout.Log, CancellationToken.None);
            if (!succeeds && i == functions.Length - 1)
            {
                called.IsOk.ShouldBeFalse(reference);
                return;
            }

            called.IsOk.ShouldBeTrue(called.Error is null ? reference : Checkout.Shown(called.Error));
            if (called.Value is FunctionResult.Next next)
            {
                next.Function.ShouldBe(FunctionIdentity.Of(functions[i + 1]["fn"]));
                Described(next.Inputs).ShouldBe(Described((JsonObject)functions[i + 1]["inputs"]!));
                continue;
            }

            var done = called.Value.ShouldBeOfType<FunctionResult.Done>();
            JsonValue outputs = done.Outputs is { } given ? given : JsonNull.Instance;
            outputs.ShouldBe(body["output"], reference);
            JsonValue watched = done.WatchFiles is { } files ? new JsonArray([.. files.Select(f => (JsonValue)f)]) : JsonNull.Instance;
            watched.ShouldBe(body["watch_files"], reference);
        }
    }

    // Values of references came later.
    private static JsonObject Described(JsonObject inputs) => new(inputs.Properties.Select(p => new KeyValuePair<string, JsonValue>(p.Key, p.Value["ref"] is null ? p.Value : ((JsonObject)p.Value).Without("value"))));

    private static string Printed(Checkout checkout, PackageConfiguration package)
    {
        var text = new StringBuilder();
        foreach (var message in checkout.Messages) text.Append(message).Append('\n');
        foreach (var phase in package.Phases)
        {
            if (phase.Name.Length > 0 || phase.Tasks.Length > 1) text.Append($"Phase \"{phase.Name}\": {phase.Tasks.Length} tasks\n");
            else if (phase.Tasks is [var only]) text.Append(only.IsDeployment ? $"Deployment to \"{only.Name}\"\n" : $"Task: \"{only.Name}\"\n");
        }

        if (package.Phases.IsEmpty) text.Append("No release configured\n");
        return text.Append("Config file evaluated successfully\n").ToString();
    }

    private static JsonElement? Expectation(string name, string label) =>
        Deviations.TryGetValue(name, out var deviation) && deviation.TryGetProperty("expect", out var expect) && expect.TryGetProperty(label, out var value) ? value : null;

    private static bool Overridden(string name, string reference) =>
        Deviations.TryGetValue(name, out var deviation) && (deviation.TryGetProperty("expect", out var expect) && expect.TryGetProperty($"state {reference}", out _)
            || deviation.GetProperty("what").EnumerateArray().Any(w => w.GetString() is { } what && what.StartsWith("state ", StringComparison.Ordinal) && ReferencePattern.Parse(what["state ".Length..].Replace("*", "**", StringComparison.Ordinal)).Value.IsMatch(reference)));

    private static JsonValue Json(JsonElement element) => JsonValue.Parse(Encoding.UTF8.GetBytes(element.GetRawText())).Value;

    private static JsonElement? Read(string file) => File.Exists(Path.Combine(Folder, file)) ? JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file))).RootElement : null;

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
