namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>hostname</c>: labels of 1 to 63 letters, digits and inner hyphens between dots, fewer than 256 characters in all.</summary>
internal static class HostnameFormat
{
    public static bool Matches(string text)
    {
        if (text.Length >= 256) return false;
        foreach (var label in text.Split('.'))
        {
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-') return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            }
        }

        return true;
    }
}
