using System.Runtime.Versioning;
using Operon.Releases.Sdk;
using Operon.Releases.Secrets;
using Operon.Releases.Tests.Sdk;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Secrets;

/// <summary>Secrets in the functions of packages: what is hidden, what is refused, what is stored encrypted.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SecretUseTests
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    [Theory]
    [InlineData("print(s)", "")]
    [InlineData("print(\"<\" + s + \">\", [s], {\"k\": s}, (s, s))", "")]
    [InlineData("print(repr(s))", "")]
    [InlineData("print(json.encode({\"k\": s}))", "")]
    [InlineData("shell(\"echo \" + s)", "")]
    [InlineData("shell(\"echo \" + s + \" >&2\")", "")]
    [InlineData("shell(\"printf %s \\\"$S\\\" | base64\", env={\"S\": s})", "")]
    [InlineData("shell(\"printf %s \\\"x$S\\\" | base64\", env={\"S\": s})", "")]
    [InlineData("shell(\"printf 'https://h/?q=%s\\\\n' 'pass%2Fword+1'\")", "")]
    [InlineData("shell(\"echo '{\\\"p\\\": \\\"pass\\\\\\\\/word 1\\\"}'\")", "")]
    [InlineData("debug_break()", "")]
    [InlineData("fail(s)", "REL0303")]
    [InlineData("{}[s]", "REL0303")]
    [InlineData("int(s)", "REL0303")]
    [InlineData("shell(\"exit 1 # \" + s)", "REL0314")]
    [InlineData("shell(\"true\", dir=\"/\" + s)", "REL0314")]
    [InlineData("read(s)", "REL0315")]
    [InlineData("http.get(\"http://127.0.0.1:1/\" + s)", "REL0315")]
    [InlineData("http.get(\"no/\" + s)", "REL0306")]
    [InlineData("done(tags=[s])", "REL0311")]
    [InlineData("ref(\"f/@r1/\" + s + \"/x\")", "REL0306")]
    public async Task Text_OfASecret_IsHiddenInLinesAndErrors(string statement, string rule)
    {
        using var checkout = new Checkout();
        var called = await checkout.CallAsync($"def f():\n    s = secret(\"pass/word 1\")\n    {statement}\n\ntask(f, \"t\")\n");
        (called.Error?.Rule.Code ?? "").ShouldBe(rule);
        var all = string.Join('\n', checkout.Messages) + (called.Error is { } failure ? Checkout.Shown(failure) : "");
        foreach (var form in new[] { "pass/word 1", "pass\\/word 1", "cGFzcy93b3JkIDE", "hc3Mvd29yZC", "pass%2Fword" }) all.Replace("secret(\"<secret>\")", "", StringComparison.Ordinal).ShouldNotContain(form);
        all.ShouldContain("<secret>");
    }

    [Fact]
    public async Task Text_OfSeveralLines_IsHiddenLineByLine()
    {
        using var checkout = new Checkout();
        await checkout.CallAsync("def f():\n    s = secret(\"first line\\nsecond line\\n\")\n    shell(\"printf %s \\\"$S\\\"; echo; echo 'xsecond linex'\", env={\"S\": s})\n\ntask(f, \"t\")\n");
        checkout.Messages.ShouldBe(["<secret>", "<secret>", "", "x<secret>x"]);
    }

    [Theory]
    [InlineData(false, "a a<")]
    [InlineData(true, "<secret> <secret><")]
    public async Task Text_OfOneLetter_IsHiddenUnderTheNameOfTheOriginal(bool hidesAll, string printed)
    {
        using var checkout = new Checkout { Secrets = new SecretRegistry(hidesAll) };
        await checkout.CallAsync("def f():\n    print(secret(\"a\"), \"a<\")\n\ntask(f, \"t\")\n");
        checkout.Messages.ShouldBe([printed]);
    }

    [Theory]
    [InlineData("done(outputs={\"o\": s})", "'o'")]
    [InlineData("done(outputs={\"o\": [1, {\"k\": \"x\" + s}]})", "'o'")]
    [InlineData("done(outputs={\"o\": {s: 1}})", "'o'")]
    [InlineData("done(outputs={s: 1})", "name of an output")]
    [InlineData("{\"done\": {\"outputs\": {\"o\": s}}}", "'o'")]
    [InlineData("done(tags=[\"v-\" + s])", "tag")]
    [InlineData("done(watch=[s])", "watched")]
    [InlineData("done(outputs={\"o\": s, \"p\": s}, secret_outputs=[\"o\"])", "'p'")]
    public async Task Result_WithASecretThatIsNotDeclared_IsRefused(string result, string said)
    {
        using var checkout = new Checkout();
        checkout.Variables[SecretVault.KeyVariable] = Key;
        var failure = await checkout.FailureAsync($"def f():\n    s = secret(\"hunter22\")\n    return {result}\n\ntask(f, \"t\")\n");
        failure.Rule.ShouldBe(SdkRules.SecretOutput);
        failure.Message.ShouldContain(said);
        Checkout.Shown(failure).ShouldNotContain("hunter22");
    }

    [Fact]
    public async Task Result_ThatDeclaresWhatIsNoOutput_IsRefusedWithTheNearest()
    {
        using var checkout = new Checkout();
        var failure = await checkout.FailureAsync("def f():\n    return done(outputs={\"password\": \"x\"}, secret_outputs=[\"pasword\"])\n\ntask(f, \"t\")\n");
        failure.Rule.ShouldBe(SdkRules.BadResult);
        failure.Expected!.ShouldContain("'password'");
    }

    [Fact]
    public async Task Output_ThatIsDeclaredWithoutAKey_IsRefused()
    {
        using var checkout = new Checkout();
        var failure = await checkout.FailureAsync("def f():\n    return done(outputs={\"p\": secret(\"hunter22\")}, secret_outputs=[\"p\"])\n\ntask(f, \"t\")\n");
        failure.Rule.ShouldBe(SecretRules.NoKey);
        failure.Fix!.ShouldContain("secret.key");
    }

    [Fact]
    public async Task Input_ThatIsEncrypted_ArrivesAsItWasAndIsHidden()
    {
        using var checkout = new Checkout();
        checkout.Variables[SecretVault.KeyVariable] = Key;
        var stored = (await checkout.OutputsAsync("def f():\n    return done(outputs={\"p\": {\"pass\": \"hunter22\"}}, secret_outputs=[\"p\"])\n\ntask(f, \"t\")\n"))!;
        stored.ToString().ShouldNotContain("hunter22");

        using var other = new Checkout();
        other.Variables[SecretVault.KeyVariable] = Key;
        await other.CallAsync("def f(p, whole):\n    print(p[\"pass\"] == \"hunter22\", whole[\"p\"] == p, p)\n\ntask(f, \"t\", inputs={\"p\": 1, \"whole\": 2})\n", new JsonObject(("p", stored["p"]!), ("whole", stored)));
        other.Messages.ShouldBe(["True True {\"pass\": \"<secret>\"}"]);
        (await other.CallAsync("def f(p):\n    return done(outputs={\"q\": p[\"pass\"]})\n\ntask(f, \"t\", inputs={\"p\": 1})\n", new JsonObject(("p", stored["p"]!)))).Error!.Rule.ShouldBe(SdkRules.SecretOutput);
    }

    [Fact]
    public async Task Input_ThatIsEncryptedWithAnotherKey_FailsTheRun()
    {
        using var checkout = new Checkout();
        checkout.Variables[SecretVault.KeyVariable] = Convert.ToBase64String([.. Enumerable.Repeat((byte)9, 32)]);
        var stored = new SecretVault(System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add(SecretVault.KeyVariable, Key), null).Seal("hunter22").Value;
        var failure = await checkout.FailureAsync("def f(p):\n    pass\n\ntask(f, \"t\", inputs={\"p\": 1})\n", new JsonObject(("p", stored)));
        failure.Rule.ShouldBe(SecretRules.NotOpened);
        failure.Message.ShouldContain("'p'");
    }

    [Fact]
    public void Input_ThatIsGivenAsASecret_IsStoredEncrypted()
    {
        const string Code = "def f(p, q):\n    pass\n\ntask(f, \"t\", inputs={\"p\": secret(\"hunter22\"), \"q\": 1})\n";
        using var checkout = new Checkout();
        var refused = checkout.Bad(Code);
        refused.Rule.ShouldBe(SecretRules.NoKey);
        refused.Span.ShouldNotBeNull();
        Checkout.Shown(refused).ShouldNotContain("hunter22");

        checkout.Variables[SecretVault.KeyVariable] = Key;
        var task = Checkout.Good(checkout.Read()).Tasks.Single();
        SecretVault.IsSealed(task.Inputs["p"]!["value"]!).ShouldBeTrue();
        task.Inputs["q"]!["value"]!.ToString().ShouldBe("1");
    }

    [Fact]
    public void Input_ThatIsGivenAsASecret_StaysAsItIsUnderTheNameOfTheOriginal()
    {
        using var checkout = new Checkout { KeepsSecrets = false };
        checkout.With("p.ocu.star", "def f(p):\n    pass\n\ntask(f, \"t\", inputs={\"p\": secret(\"hunter22\")})\n");
        Checkout.Good(checkout.Read()).Tasks.Single().Inputs["p"]!["value"]!.AsText.ShouldBe("hunter22");
    }

    [Fact]
    public async Task Next_WithASecret_CarriesItEncrypted()
    {
        using var checkout = new Checkout();
        checkout.Variables[SecretVault.KeyVariable] = Key;
        var called = await checkout.CallAsync("def g(p):\n    pass\n\ndef f():\n    return next(g, inputs={\"p\": secret(\"hunter22\")})\n\ntask(f, \"t\")\n");
        SecretVault.IsSealed(called.Value.ShouldBeOfType<FunctionResult.Next>().Inputs["p"]!["value"]!).ShouldBeTrue();
    }

    [Fact]
    public void Environment_WithASecret_IsRefused()
    {
        using var checkout = new Checkout();
        checkout.Bad("register_environment(environment(\"e\", {\"token\": secret(\"hunter22\")}))\n").Rule.ShouldBe(SdkRules.SecretOutput);
    }
}
