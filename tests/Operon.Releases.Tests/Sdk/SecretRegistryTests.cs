using Operon.Releases.Sdk;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Sdk;

/// <summary>Secrets (releases, section 2.4).</summary>
public sealed class SecretRegistryTests
{
    [Fact]
    public void Mask_OfWhatIsKnown_HidesItInEveryForm()
    {
        var secrets = new SecretRegistry();
        secrets.TryAdd("hunter22").ShouldBeTrue();
        secrets.TryAdd("abc").ShouldBeTrue();
        secrets.Mask("a hunter22 aHVudGVyMjI= abc").ShouldBe("a <secret> <secret> abc");
    }

    [Fact]
    public void Mask_UnderTheOldName_HidesTheShortestToo()
    {
        var secrets = new SecretRegistry(hidesAll: true);
        secrets.TryAdd("x").ShouldBeTrue();
        secrets.Mask("x eat").ShouldBe("<secret> eat");
        secrets.IsIn("x").ShouldBeFalse();
    }

    [Fact]
    public void IsIn_OfAValue_LooksEverywhere()
    {
        var secrets = new SecretRegistry();
        secrets.IsIn("12345").ShouldBeFalse();
        secrets.TryAdd("12345");
        secrets.IsIn(JsonValue.Parse("""{"a":[{"b":12345}]}"""u8).Value).ShouldBeTrue();
        secrets.IsIn(JsonValue.Parse("""{"12345":1}"""u8).Value).ShouldBeTrue();
        secrets.IsIn(JsonValue.Parse("""{"a":["1234"]}"""u8).Value).ShouldBeFalse();
    }
}
