namespace Operon.Diagnostics.Tests;

/// <summary>The checkout these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, "Operon.slnx"))) return at;
        }

        throw new InvalidOperationException("these tests run from a checkout: there is no Operon.slnx above them");
    }
}
