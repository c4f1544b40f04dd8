using FsCheck;
using FsCheck.Fluent;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Values;

/// <summary>Strings, which are bytes of UTF-8, against arrays of bytes.</summary>
public sealed class TextTests
{
    private static readonly Gen<byte[]> Bytes = Gen.Elements<byte[]>(
        [(byte)'a'], [(byte)'b'], [(byte)' '], "é"u8.ToArray(), "😿"u8.ToArray(), [0xf0], [0x9f], [0x98], [0xbf], [0xff], [0x80]).ListOf().Select(parts => parts.SelectMany(part => part).ToArray());

    private static readonly Gen<(byte[] Text, byte[] Part)> Pairs =
        from text in Bytes
        from part in Bytes
        select (text, part[..Math.Min(3, part.Length)]);

    [Fact]
    public void Escapes_OfAnyBytes_GiveThemBack() => Check(Bytes, static bytes =>
        SurrogateEscape.GetBytes(SurrogateEscape.GetString(bytes)).ShouldBe(bytes));

    [Fact]
    public void Concatenation_OfHalfCharacters_IsTheWholeOne() => Check(Pairs, static pair =>
    {
        byte[] both = [.. pair.Text, .. pair.Part];
        var joined = Operators.Add(Text(pair.Text), Text(pair.Part));
        Operators.Equals(joined, Text(both)).ShouldBeTrue();
        HashTable.HashOf(joined).ShouldBe(HashTable.HashOf(Text(both)));
        Strings.Utf8(joined).ToArray().ShouldBe(both);
    });

    [Fact]
    public void Order_OfStrings_IsThatOfTheirBytes() => Check(Pairs, static pair =>
        Math.Sign(Strings.Compare(Text(pair.Text), Text(pair.Part))).ShouldBe(Math.Sign(pair.Text.AsSpan().SequenceCompareTo(pair.Part))));

    [Fact]
    public void Search_OfAnyStrings_CountsBytes() => Check(Pairs, static pair =>
    {
        Call(Text(pair.Text), "find", Text(pair.Part)).ShouldBe(pair.Text.AsSpan().IndexOf(pair.Part).ToString());
        Call(Text(pair.Text), "rfind", Text(pair.Part)).ShouldBe(pair.Text.AsSpan().LastIndexOf(pair.Part).ToString());
        Operators.IsIn(Text(pair.Part), Text(pair.Text)).ShouldBe(pair.Text.AsSpan().IndexOf(pair.Part) >= 0);
    });

    [Fact]
    public void SplitAndJoin_ByAnySeparator_GiveTheStringBack() => Check(Pairs.Where(static pair => pair.Part.Length > 0), static pair =>
    {
        foreach (var method in (string[])["split", "rsplit"])
        {
            var parts = Method(Text(pair.Text), method, Text(pair.Part));
            Operators.Equals(Method(Text(pair.Part), "join", parts), Text(pair.Text)).ShouldBeTrue();
        }

        Operators.Equals(Method(Text(pair.Text), "replace", Text(pair.Part), Text(pair.Part)), Text(pair.Text)).ShouldBeTrue();
    });

    [Fact]
    public void Slices_OfAnyString_AreThoseOfItsBytes() => Check(Bytes, static bytes =>
    {
        var text = Text(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            Strings.Utf8(Operators.Index(text, i)).ToArray().ShouldBe([bytes[i]]);
            Strings.Utf8(Operators.Slice(text, i, default, default)).ToArray().ShouldBe(bytes[i..]);
            Strings.Utf8(Operators.Slice(text, default, i, default)).ToArray().ShouldBe(bytes[..i]);
        }

        Strings.Utf8(Operators.Slice(text, default, default, -1)).ToArray().ShouldBe(bytes.Reverse().ToArray());
    });

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    public void String_GrownPieceByPiece_CopiesEveryByteAFewTimes(string piece)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var text = Value.FromString("");
        for (var i = 0; i < 300_000; i++)
            text = Operators.Add(text, piece);
        Strings.Length(text).ShouldBe(300_000 * System.Text.Encoding.UTF8.GetByteCount(piece));

        // Copying all of it every time would be tens of gigabytes.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000_000);
    }

    [Fact]
    public void String_GrownTwice_IsTwoStrings()
    {
        var start = Operators.Multiply("ab", 1000);
        var grown = Operators.Add(start, "c");
        var first = Operators.Add(grown, "d");
        var second = Operators.Add(grown, "e");
        Operators.Equals(first, new string([.. string.Concat(Enumerable.Repeat("ab", 1000)), 'c', 'd'])).ShouldBeTrue();
        Operators.Equals(second, new string([.. string.Concat(Enumerable.Repeat("ab", 1000)), 'c', 'e'])).ShouldBeTrue();
    }

    private static Value Text(byte[] bytes) => Strings.FromUtf8(bytes);

    private static string Call(Value receiver, string method, params ReadOnlySpan<Value> arguments) => Method(receiver, method, arguments).ToString();

    private static Value Method(Value receiver, string method, params ReadOnlySpan<Value> arguments) =>
        new StarlarkThread().Call(Attributes.Get(receiver, method), arguments);

    private static void Check<T>(Gen<T> inputs, Action<T> test) =>
        FsCheck.Fluent.Prop.ForAll(inputs.ToArbitrary(), test).QuickCheckThrowOnFailure();
}
