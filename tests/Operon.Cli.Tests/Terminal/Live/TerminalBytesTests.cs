using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Operon.Cli.Terminal.Live;

namespace Operon.Cli.Tests.Terminal.Live;

public sealed class TerminalBytesTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("windows\r", "windows")]
    [InlineData("10%\r20%\r30%", "30%")]
    [InlineData("10%\r20%\r", "20%")]
    [InlineData("\e[1;31mred\e[m rest", "\e[1;31mred\e[m rest\e[0m")]
    [InlineData("\e[2Jclear\e[10;3Hmove\e[?25lhide", "clearmovehide")]
    [InlineData("\e]0;title\atext", "text")]
    [InlineData("\e]8;;http://x\e\\link\e]8;;\e\\", "link")]
    [InlineData("\eP1;2qdata\e\\after", "after")]
    [InlineData("\e(Bcharset\ecreset", "charsetreset")]
    [InlineData("bell\a and back\b\u007f", "bell and back")]
    [InlineData("\e[>4;1mkeys", "keys")]
    [InlineData("open \e[31", "open ")]
    [InlineData("open \e]0;never", "open ")]
    [InlineData("\e", "")]
    public void Append_Sequences_KeepsColoursAlone(string written, string shown) => Shown(Encoding.UTF8.GetBytes(written), true).ShouldBe(Encoding.UTF8.GetBytes(shown));

    [Fact]
    public void Append_WithoutColour_KeepsText() => Shown("\e[31mred\e[0m"u8.ToArray(), false).ShouldBe("red"u8.ToArray());

    [Fact]
    public void Append_AnyBytes_LeavesNothingThatDrivesATerminal()
    {
        byte[] telling = [0x1b, (byte)'[', (byte)']', (byte)'m', (byte)'1', (byte)';', (byte)'J', 7, (byte)'\\', (byte)'\r', (byte)'\t', 0x7f, 0x9b, (byte)'x'];
        Prop.ForAll(Gen.Elements(telling).ArrayOf().ToArbitrary(), bytes =>
        {
            var text = Encoding.Latin1.GetString(Shown(bytes, true));
            return System.Text.RegularExpressions.Regex.Replace(text, "\e\\[[0-9;:]*m", "").All(c => c is '\t' or (>= ' ' and not '\u007f'));
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] Shown(byte[] line, bool hasColour)
    {
        var to = new ArrayBufferWriter<byte>();
        TerminalBytes.Append(line, hasColour, to);
        return to.WrittenSpan.ToArray();
    }
}
