namespace Operon.Opspec.Constraints;

/// <summary>Counted things in messages.</summary>
internal static class Words
{
    /// <summary><c>1 item</c>, <c>2 items</c>, <c>2 properties</c>.</summary>
    public static string Count(long count, string noun) =>
        count == 1 ? $"1 {noun}" : noun.EndsWith('y') ? $"{count} {noun[..^1]}ies" : $"{count} {noun}s";
}
