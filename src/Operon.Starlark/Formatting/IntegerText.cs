using System.Globalization;
using System.Numerics;
using System.Text;

namespace Operon.Starlark.Formatting;

/// <summary>The decimal digits of large integers. The runtime takes a time that grows with the square of their number, so long ones are cut in halves.</summary>
internal static class IntegerText
{
    // So many digits the runtime writes at once.
    private const int PieceLength = 1024;

    private static readonly BigInteger s_piece = BigInteger.Pow(10, PieceLength);

    public static string Of(BigInteger number)
    {
        var rest = BigInteger.Abs(number);
        if (rest < s_piece)
            return number.ToString(CultureInfo.InvariantCulture);

        // Each the square of the one before; the last two have more digits than the number together.
        List<BigInteger> powers = [s_piece];
        while (powers[^1].GetBitLength() * 2 <= rest.GetBitLength() + 1)
            powers.Add(powers[^1] * powers[^1]);
        var text = new StringBuilder(number.Sign < 0 ? "-" : "");
        Write(text, rest, powers, powers.Count, isWhole: false);
        return text.ToString();
    }

    // All digits of a number below the square of the last power; within another number its leading zeros too.
    private static void Write(StringBuilder text, BigInteger number, List<BigInteger> powers, int count, bool isWhole)
    {
        if (count == 0)
        {
            var digits = number.ToString(CultureInfo.InvariantCulture);
            text.Append('0', isWhole ? PieceLength - digits.Length : 0).Append(digits);
            return;
        }

        var high = BigInteger.DivRem(number, powers[count - 1], out var low);
        if (isWhole || !high.IsZero)
            Write(text, high, powers, count - 1, isWhole);
        Write(text, low, powers, count - 1, isWhole || !high.IsZero);
    }
}
