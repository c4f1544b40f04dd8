using System.Text;

namespace Operon.Starlark.Tests.Values;

/// <summary>Looking for long strings in long strings: found where they are, in a time that grows with their lengths and not with the product.</summary>
public sealed class TextSearchTests
{
    private const int Many = 2_000_000;

    // The runtime's own search compares almost all of the part at almost every place.
    [Theory]
    [InlineData("text.find(inner)", "-1")]
    [InlineData("text.rfind(inner)", "-1")]
    [InlineData("text.count(inner)", "0")]
    [InlineData("inner in text", "False")]
    [InlineData("len(text.split(inner))", "1")]
    [InlineData("len(text.rsplit(inner, 1))", "1")]
    [InlineData("text.partition(inner)[1]", "\"\"")]
    [InlineData("text.rpartition(inner)[1]", "\"\"")]
    [InlineData("len(text.replace(inner, 'c')) == len(text)", "True")]
    [InlineData("(text + inner + text).find(inner) == len(text)", "True")]
    [InlineData("(text + inner + text).rfind(inner) == len(text)", "True")]
    [InlineData("(text + inner + text + inner).count(inner)", "2")]
    [InlineData("len((text + inner + text).replace(inner, '')) == 2 * len(text)", "True")]
    [InlineData("text.strip('b' * 1000000 + unit) == ''", "True")]
    public void Search_OfWhatIsAlmostEverywhere_Ends(string expression, string result)
    {
        foreach (var unit in (string[])["a", "é"])
        {
            var module = Starlark.Execute($"unit = '{unit}'\ntext = unit * {Many}\ninner = unit * {Many / 2} + 'b' + unit * {Many / 4}\nresult = {expression}");
            module.Get("result").ToString().ShouldBe(result);
        }
    }

    [Fact]
    public void Search_OfWords_FindsWhatDotnetFinds()
    {
        var random = new Random(1);
        string Word(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(40) == 0 ? 'b' : 'a'));
        for (var round = 0; round < 300; round++)
        {
            var part = random.Next(3) == 0 ? new string('a', random.Next(60, 200)) : Word(random.Next(60, 200));
            var text = new StringBuilder();
            for (var pieces = random.Next(30); pieces > 0; pieces--)
                text.Append(random.Next(3) switch { 0 => part, 1 => part[..random.Next(part.Length)], _ => Word(random.Next(100)) });
            var module = Starlark.Execute($"t = '{text}'\np = '{part}'\nx = (t.find(p), t.rfind(p), t.count(p), t.replace(p, 'c'), p in t)");
            var all = text.ToString();
            module.Get("x").ToString().ShouldBe(
                $"({all.IndexOf(part, StringComparison.Ordinal)}, {all.LastIndexOf(part, StringComparison.Ordinal)}, {all.AsSpan().Count(part)}, \"{all.Replace(part, "c", StringComparison.Ordinal)}\", {(all.Contains(part, StringComparison.Ordinal) ? "True" : "False")})");
        }
    }
}
