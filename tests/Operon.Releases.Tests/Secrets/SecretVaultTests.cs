using System.Collections.Immutable;
using System.Runtime.Versioning;
using Operon.Releases.Sdk;
using Operon.Releases.Secrets;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Secrets;

/// <summary>How secrets are stored, and the key for it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SecretVaultTests : IDisposable
{
    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly JsonValue Value = JsonValue.Parse("""{"user":"root","words":["pass word",null],"pin":4711}"""u8).Value;

    private readonly string home = Directory.CreateTempSubdirectory("operon-secrets-").FullName;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void Seal_AndOpen_GiveTheValueAndKnowItsTexts()
    {
        var vault = With(Key);
        var stored = vault.Seal(Value).Value;
        stored["$type"]!.AsText.ShouldBe("secret");
        stored["alg"]!.AsText.ShouldBe("A256GCM");
        stored.ToString().ShouldNotContain("word");
        var secrets = new SecretRegistry();
        vault.Open(stored, secrets, "it").Value.ShouldBe(Value);
        secrets.Mask("a pass word, root, 4711").ShouldBe("a <secret>, <secret>, <secret>");
    }

    [Fact]
    public void Open_OfWhatIsNested_OpensEach()
    {
        var vault = With(Key);
        var one = vault.Seal("first secret").Value;
        var nested = new JsonObject(("list", new JsonArray([1, one, new JsonObject(("deep", one))])), ("other", "open"));
        vault.Open(nested, new SecretRegistry(), "it").Value.ToString().ShouldBe("""{"list":[1,"first secret",{"deep":"first secret"}],"other":"open"}""");
    }

    [Fact]
    public void Seal_OfTheSameValue_LooksTheSameSoThatNothingHasChanged()
    {
        With(Key).Seal(Value).Value.ShouldBe(With(Key).Seal(Value).Value);
        With(Key).Seal("one secret").Value.ShouldNotBe(With(Key).Seal("two secret").Value);
        With(Key).Seal(With(Key).Seal(Value).Value).Value.ShouldBe(With(Key).Seal(Value).Value);
    }

    [Fact]
    public void Open_OfWhatWasChanged_IsRefused()
    {
        var stored = With(Key).Seal(Value).Value;
        var data = Convert.FromBase64String(stored["data"]!.AsText!);
        for (var i = 0; i < data.Length; i++)
        {
            var changed = (byte[])data.Clone();
            changed[i] ^= 1;
            Refused((JsonObject)stored, Convert.ToBase64String(changed));
        }

        Refused((JsonObject)stored, Convert.ToBase64String(data[..20]));
        Refused((JsonObject)stored, "");
        Refused((JsonObject)stored, "no base64!");
        With(Key).Open(((JsonObject)stored).With("alg", "none"), new SecretRegistry(), "it").Error!.Rule.ShouldBe(SecretRules.NotOpened);
        With(Key).Open(new JsonObject(("$type", "secret")), new SecretRegistry(), "it").Error!.Rule.ShouldBe(SecretRules.NotOpened);
    }

    [Fact]
    public void Open_WithAnotherKey_IsRefused()
    {
        var failure = With(Convert.ToBase64String(new byte[32])).Open(With(Key).Seal(Value).Value, new SecretRegistry(), "the input 'p'").Error!;
        failure.Rule.ShouldBe(SecretRules.NotOpened);
        failure.Message.ShouldContain("the input 'p'");
    }

    [Fact]
    public void Seal_WithoutAKey_SaysHowToMakeOne()
    {
        var failure = With(null).Seal(Value).Error!;
        failure.Rule.ShouldBe(SecretRules.NoKey);
        failure.Fix!.ShouldContain(Path.Combine(home, "secret.key"));
        failure.Fix!.ShouldContain("OPERON_SECRET_KEY");
    }

    [Theory]
    [InlineData("c2hvcnQ=", "5 bytes")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "39 bytes")]
    [InlineData("this is no key", "not base64")]
    public void Key_ThatIsNone_IsRefusedWithoutShowingIt(string given, string said)
    {
        var failure = With(given).Seal(Value).Error!;
        failure.Rule.ShouldBe(SecretRules.BadKey);
        failure.Message.ShouldContain(said);
        Sdk.Checkout.Shown(failure).ShouldNotContain(given);
    }

    [Theory]
    [InlineData(0b110_000_000, true)]
    [InlineData(0b100_000_000, true)]
    [InlineData(0b110_100_000, false)]
    [InlineData(0b110_000_100, false)]
    [InlineData(0b110_010_000, false)]
    public void Key_InAFile_CountsWhenItsOwnerAloneCanReadIt(int mode, bool counts)
    {
        WriteKey(Key + "\n", mode);
        var stored = With(null).Seal(Value);
        stored.IsOk.ShouldBe(counts);
        if (counts) With(Key).Open(stored.Value, new SecretRegistry(), "it").Value.ShouldBe(Value);
        else stored.Error!.Fix!.ShouldContain("chmod 600");
    }

    [Fact]
    public void Key_InTheVariable_WinsOverTheFile()
    {
        WriteKey("this is no key", 0b110_000_000);
        With(Key).Seal(Value).IsOk.ShouldBeTrue();
        With(null).Seal(Value).Error!.Rule.ShouldBe(SecretRules.BadKey);
    }

    [Fact]
    public void Key_ThatIsAHugeFileOrAFolder_IsRefused()
    {
        WriteKey(new string('A', 1 << 20), 0b110_000_000);
        With(null).Seal(Value).Error!.Rule.ShouldBe(SecretRules.BadKey);
        File.Delete(Path.Combine(home, "secret.key"));
        Directory.CreateDirectory(Path.Combine(home, "secret.key"));
        With(null).Seal(Value).IsOk.ShouldBeFalse();
    }

    [Fact]
    public void Key_IsMadeAsTheDiagnosticSays()
    {
        var failure = With(null).Seal(Value).Error!;
        var command = failure.Fix![(failure.Fix!.IndexOf('(', StringComparison.Ordinal))..(failure.Fix!.IndexOf(')', StringComparison.Ordinal) + 1)];
        using var shell = System.Diagnostics.Process.Start("sh", ["-c", command]);
        shell.WaitForExit();
        With(null).Seal(Value).IsOk.ShouldBeTrue();
    }

    private static void Refused(JsonObject stored, string data) => With(Key, "/").Open(stored.With("data", data), new SecretRegistry(), "it").Error!.Rule.ShouldBe(SecretRules.NotOpened);

    private static SecretVault With(string? key, string home) =>
        new(key is null ? ImmutableSortedDictionary<string, string>.Empty : ImmutableSortedDictionary<string, string>.Empty.Add(SecretVault.KeyVariable, key), home);

    private SecretVault With(string? key) => With(key, home);

    private void WriteKey(string text, int mode)
    {
        var path = Path.Combine(home, "secret.key");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, (UnixFileMode)mode);
    }
}
