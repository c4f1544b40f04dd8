namespace Operon.Testing;

/// <summary>What a run of the tests says about itself, line by line, in the file that <c>OPERON_TEST_SUMMARY</c> names.</summary>
public static class TestSummary
{
    /// <summary>Appends a line, if anybody asked.</summary>
    public static void Add(string line)
    {
        if (Environment.GetEnvironmentVariable("OPERON_TEST_SUMMARY") is { Length: > 0 } file) File.AppendAllText(file, line + "\n");
    }
}
