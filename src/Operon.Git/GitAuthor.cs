namespace Operon.Git;

/// <summary>Who a commit is by.</summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The address.</param>
public sealed record GitAuthor(string Name, string Email)
{
    /// <summary>As commits have it: <c>NAME &lt;EMAIL&gt;</c>, without what would end it early.</summary>
    public override string ToString() => $"{Clean(Name)} <{Clean(Email)}>";

    private static string Clean(string text) => string.Concat(text.Where(c => c is not ('<' or '>') && !char.IsControl(c))).Trim();
}
