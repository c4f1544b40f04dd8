namespace Operon.Opspec.Constraints.Formats;

/// <summary>Numbers inside formats: ASCII digits and nothing else, which the parsers of .NET are too generous for.</summary>
internal static class Digits
{
    /// <summary>Reads up to nine digits.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 9 || text.ContainsAnyExceptInRange('0', '9')) return false;
        foreach (var digit in text) number = (number * 10) + (digit - '0');
        return true;
    }
}
