using System.Text;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Syntax;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("\uFEFF")]
    public void Read_EmptyText_IsNull(string text) => Yaml.Good(text).ShouldBeOfType<ScalarNode>().Kind.ShouldBe(ScalarKind.Null);

    [Theory]
    [InlineData("1.10: v", "1.1")]
    [InlineData("1e9: v", "1e+09")]
    [InlineData("-0.0: v", "-0")]
    [InlineData("0x10: v", "16")]
    [InlineData(".inf: v", ".inf")]
    [InlineData("-.inf: v", "-.inf")]
    [InlineData(".nan: v", ".nan")]
    [InlineData("2020-01-01: v", "2020-01-01")]
    [InlineData("'on': v", "on")]
    [InlineData("true: v", "true")]
    [InlineData("!!binary aGk=: v", "hi")]
    [InlineData("? a\n: v", "a")]
    public void Read_Key_BecomesText(string yaml, string key)
    {
        var entry = ((MappingNode)Yaml.Good(yaml)).Entries.ShouldHaveSingleItem();
        entry.Key.ShouldBe(key);
        entry.WrittenAs.ShouldBeNull();
        entry.Value.ShouldBeOfType<ScalarNode>().Text.ShouldBe("v");
    }

    [Theory]
    [InlineData("n: v", "false", "n")]
    [InlineData("on: v", "true", "on")]
    [InlineData("True: v", "true", "True")]
    public void Read_KeyThatIsAWordForTruth_KeepsWhatIsWritten(string yaml, string key, string written)
    {
        var entry = ((MappingNode)Yaml.Good(yaml)).Entries.ShouldHaveSingleItem();
        entry.Key.ShouldBe(key);
        entry.WrittenAs.ShouldBe(written);
    }

    [Theory]
    [InlineData("a: b\r\n", "b", "b")]
    [InlineData("\uFEFFa: b", "b", "b")]
    [InlineData("a: 'b c'  # d\n", "'b c'", "b c")]
    [InlineData("a: \"b\\n😀\" ", "\"b\\n😀\"", "b\n😀")]
    [InlineData("a: x\n  y\n", "x\n  y", "x y")]
    [InlineData("a: !!str &q 5  # z\nb: 1", "5", "5")]
    [InlineData("a: |\r\n  one\r\n   two\r\n\r\nb: 1", "one\r\n   two", "one\n two\n")]
    [InlineData("a: >-\n\n   one\n   two\n", "one\n   two", "\none two")]
    [InlineData("a: |\nb: 1", "|", "")]
    [InlineData("a: &x |-  # note\n  $(b)\n", "$(b)", "$(b)")]
    [InlineData("a: [\nx,\n\"y\nz\"\n]\nb: c", null, null)]
    public void Read_Scalar_KnowsItsPlace(string yaml, string? place, string? text)
    {
        var value = ((MappingNode)Yaml.Good(yaml)).Find("a")!.Value;
        if (place is null)
        {
            var items = value.ShouldBeOfType<SequenceNode>().Items;
            items[0].Span.Text.ToString().ShouldBe("x");
            items[1].Span.Text.ToString().ShouldBe("\"y\nz\"");
            return;
        }

        value.Span.Text.ToString().ShouldBe(place);
        value.ShouldBeOfType<ScalarNode>().Text.ShouldBe(text);
    }

    [Fact]
    public void Read_Collections_KnowTheirExtent()
    {
        var root = (MappingNode)Yaml.Good("# top\nserial:\n  - a: 1\n    b: { c: [x, 'y' ] }  # end\n\n  - z\n\nrun: |\n  text\n\n");
        root.Span.Text.ToString().ShouldStartWith("serial:");
        root.Span.Text.ToString().ShouldEndWith("text");
        var serial = (SequenceNode)root.Find("serial")!.Value;
        serial.Span.Text.ToString().ShouldBe("- a: 1\n    b: { c: [x, 'y' ] }  # end\n\n  - z");
        var first = (MappingNode)serial.Items[0];
        first.Span.Text.ToString().ShouldBe("a: 1\n    b: { c: [x, 'y' ] }");
        first.Find("b")!.Value.Span.Text.ToString().ShouldBe("{ c: [x, 'y' ] }");
        first.Find("b")!.KeySpan.Text.ToString().ShouldBe("b");
        ((MappingNode)first.Find("b")!.Value).Find("c")!.Value.Span.Text.ToString().ShouldBe("[x, 'y' ]");
    }

    [Fact]
    public void Read_Alias_SharesTheNode()
    {
        var root = (MappingNode)Yaml.Good("a: &x {b: 1}\nc: *x\nd: &x 2\ne: *x");
        root.Find("c")!.Value.ShouldBeSameAs(root.Find("a")!.Value);
        root.Find("e")!.Value.ShouldBeSameAs(root.Find("d")!.Value);
    }

    [Theory]
    [InlineData("<<: {a: 2, b: 3}\na: 1", "a=1 b=3")]
    [InlineData("<<: [{a: 1}, {a: 2, b: 3}]", "a=1 b=3")]
    [InlineData("<<: {a: 1}\n<<: {a: 2, b: 3}", "a=1 b=3")]
    [InlineData("\"<<\": x", "<<=x")]
    [InlineData("base: &b {a: 1}\n<<: *b", "a=1 base=")]
    public void Read_MergeKey_OwnKeysThenTheFirst(string yaml, string expected)
    {
        var root = (MappingNode)Yaml.Good(yaml);
        string.Join(' ', root.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={(e.Value as ScalarNode)?.Text}")).ShouldBe(expected);
    }

    [Fact]
    public void Read_DuplicateKey_LastOneCountsAndIsWarnedOf()
    {
        var (root, diagnostics) = Yaml.Read("a: 1\nb: 2\na: 3");
        diagnostics.ShouldHaveSingleItem().Severity.ShouldBe(DiagnosticSeverity.Warning);
        ((MappingNode)root!).Entries.Select(e => e.Key).ShouldBe(["b", "a"]);
        ((ScalarNode)((MappingNode)root).Find("a")!.Value).Text.ShouldBe("3");
    }

    [Fact]
    public void Read_SecondDocument_IsNotReadAndWarnedOf()
    {
        var (root, diagnostics) = Yaml.Read("a: 1\n---\nb: [");
        ((MappingNode)root!).Entries.ShouldHaveSingleItem().Key.ShouldBe("a");
        diagnostics.ShouldHaveSingleItem().Rule.ShouldBe(SyntaxRules.IgnoredText);
    }

    [Theory]
    [InlineData("[", "]", 10_000)]
    [InlineData("{a: ", "}", 10_000)]
    [InlineData("- ", "", 10_000)]
    [InlineData("[", "", 500_000)]
    public void Read_DeepNesting_IsRefused(string open, string close, int depth)
    {
        var text = string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth));
        Yaml.Read(text).Diagnostics.ShouldHaveSingleItem().Rule.ShouldBe(SyntaxRules.TooDeep);
    }

    [Fact]
    public void Read_DepthAtTheLimit_IsAccepted()
    {
        Yaml.Good(new string('[', 256) + new string(']', 256));
        Yaml.Read(new string('[', 257) + new string(']', 257)).Root.ShouldBeNull();
    }

    [Fact]
    public void Read_DepthThroughAliases_IsCounted()
    {
        var text = new StringBuilder("- &a0 [x]\n");
        for (var i = 1; i <= 300; i++) text.Append($"- &a{i} [*a{i - 1}]\n");
        Yaml.Read(text.ToString()).Diagnostics.ShouldHaveSingleItem().Rule.ShouldBe(SyntaxRules.TooDeep);
    }

    [Fact]
    public void Read_AliasBomb_IsCountedWithoutExpanding()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 100; i++) text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        var (root, diagnostics) = Yaml.Read(text.ToString());
        root.ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Rule.ShouldBe(SyntaxRules.TooManyNodes);
    }

    [Fact]
    public void Read_MergeBomb_IsCountedWithoutCopying()
    {
        var text = new StringBuilder("base: &b {");
        for (var i = 0; i < 10_000; i++) text.Append($"k{i}: 1, ");
        text.Append("}\nall:\n");
        for (var i = 0; i < 10_000; i++) text.Append("- <<: *b\n");
        Yaml.Read(text.ToString()).Diagnostics.ShouldHaveSingleItem().Rule.ShouldBe(SyntaxRules.TooManyNodes);
    }

    [Fact]
    public void Read_NodesAtTheLimit_AreAccepted()
    {
        var limits = YamlLimits.OpFile with { MaxNodes = 6 };
        Yaml.Read("a: &x [1]\nb: *x", limits).Root.ShouldBeNull();
        Yaml.Read("a: &x [1]\nb: 2", limits).Root.ShouldNotBeNull();
    }

    [Fact]
    public void Read_TooLarge_IsRefusedBeforeReading()
    {
        var bag = new DiagnosticBag();
        YamlReader.Read("op.yml", new byte[10 << 20], YamlLimits.OpFile, bag).ShouldBeNull();
        bag.ShouldHaveSingleItem().Rule.ShouldBe(SyntaxRules.TooLarge);
        Yaml.Read(new string('é', 600_000)).Diagnostics.ShouldHaveSingleItem().Rule.ShouldBe(SyntaxRules.TooLarge);
    }

    [Fact]
    public void Read_BytesWithMark_AreDecoded()
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("a: 😀\uFFFD")];
            var bag = new DiagnosticBag();
            var root = YamlReader.Read("op.yml", bytes, YamlLimits.OpFile, bag).ShouldBeOfType<MappingNode>();
            bag.ShouldBeEmpty();
            ((ScalarNode)root.Find("a")!.Value).Text.ShouldBe("😀\uFFFD");
            root.Find("a")!.KeySpan.ToString().ShouldBe("op.yml:1:1");
        }
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'b', 0xC3, 0x28 }, "op.yml:2:2")]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x82 }, "op.yml:1:2")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, 0x00, 0xD8, (byte)'b', 0 }, "op.yml:1:2")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0, 1 }, "op.yml:1:2")]
    public void Read_BytesThatAreNoText_AreRefusedWithPlace(byte[] bytes, string place)
    {
        var bag = new DiagnosticBag();
        YamlReader.Read("op.yml", bytes, YamlLimits.OpFile, bag).ShouldBeNull();
        var diagnostic = bag.ShouldHaveSingleItem();
        diagnostic.Rule.ShouldBe(SyntaxRules.Encoding);
        diagnostic.Span.ToString().ShouldBe(place);
    }

    [Theory]
    [InlineData("a: $(b)", "$(b)")]
    [InlineData("a: {b: $(c)}", null)]
    [InlineData("a: x#y", "x#y")]
    [InlineData("a: x\ty", "x\ty")]
    [InlineData("a:\tb", "b")]
    [InlineData("a: -x", "-x")]
    [InlineData("a: ?x", "?x")]
    [InlineData("a: :x", ":x")]
    [InlineData("a: http://x/y?z=1&w", "http://x/y?z=1&w")]
    [InlineData("a: x\n  - y", "x - y")]
    public void Read_PlainText_IsTakenAsTheOriginalDoes(string yaml, string? text)
    {
        var value = ((MappingNode)Yaml.Good(yaml)).Find("a")!.Value;
        if (text is not null) value.ShouldBeOfType<ScalarNode>().Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("a:\n  b: [3\n1,2.1]\nc: []\n")]
    [InlineData("a:\n  - g: [3\n1,2.1]\nc: []\n")]
    [InlineData("a:\n  b: {\n  x: 1,\n z: {\n z: \"3\n4\",\n w: '5\n\n6'\n}}\nc: []\n")]
    [InlineData("run:\n  cmd: [\"sh\", \"-c\", \"\necho hi\n\"]\n  c: x\nc: 1")]
    public void Read_BracketsAndQuotesIndentedLittle_AreAccepted(string yaml)
    {
        var root = (MappingNode)Yaml.Good(yaml);
        root.Entries.Length.ShouldBe(2);
        root.Find("c")!.KeySpan.Text.ToString().ShouldBe("c");
        root.Find("c")!.KeySpan.Start.ShouldBe(yaml.LastIndexOf("\nc", StringComparison.Ordinal) + 1);
    }

    [Fact]
    public void All_Codes_AreDifferentAndOfThisArea()
    {
        SyntaxRules.All.Select(r => r.Code).ShouldBeUnique();
        SyntaxRules.All.ShouldAllBe(r => r.Code.StartsWith("OPS00", StringComparison.Ordinal));
    }
}
