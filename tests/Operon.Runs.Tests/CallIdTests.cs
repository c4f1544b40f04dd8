namespace Operon.Runs.Tests;

public sealed class CallIdTests
{
    [Fact]
    public void Create_Always_IsAUuidOfVersion4InSmallDigits()
    {
        var id = CallId.Create().ToString();
        id.ShouldMatch("^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$");
    }

    [Fact]
    public void Create_ManyTimes_IsNeverTheSame() =>
        Enumerable.Range(0, 10_000).Select(_ => CallId.Create()).Distinct().Count().ShouldBe(10_000);

    [Fact]
    public void Parse_OfItsText_IsEqual()
    {
        var id = CallId.Create();
        CallId.Parse(id.ToString()).ShouldBe(id);
        id.Short.ShouldBe(id.ToString()[..8]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("0123456789abcdef/../../89abcdef0")]
    [InlineData("01234567-89ab-4def-8123-456789abcdef")]
    [InlineData("٠123456789abcdef0123456789abcdef")]
    public void Parse_OfOtherTexts_IsNull(string text) => CallId.Parse(text).ShouldBeNull();

    [Fact]
    public void Default_IsTheIdOfZeros()
    {
        default(CallId).ToString().ShouldBe(new string('0', 32));
        default(CallId).Short.ShouldBe("00000000");
    }
}
