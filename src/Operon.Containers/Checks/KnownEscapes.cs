namespace Operon.Containers.Checks;

/// <summary>Ways out of OCI runtimes that are known, and where they were closed.</summary>
internal static class KnownEscapes
{
    private static readonly Escape[] Known =
    [
        new("runc", "CVE-2019-5736, CVE-2021-30465", "1.0.0", v => v.IsAtLeast(new(1, 0, 0), candidate: 95)),

        // The working directory may be a directory of the machine that runc has left open.
        new("runc", "CVE-2024-21626", "1.1.12", v => v.IsAtLeast(new(1, 1, 12)) || IsPackage(v, "1.1.5+ds1-1+deb12u") || IsPackage(v, "1.0.0~rc93+ds1-5+deb11u", 3)),

        // What masks a path may be exchanged while it is mounted.
        new("runc", "CVE-2025-31133, CVE-2025-52565, CVE-2025-52881", "1.2.8, 1.3.3 or 1.4.0", HasMaskedSafely),

        // Its makers have found it unharmed by those of runc.
        new("crun", "CVE-2019-18837", "0.10.5", v => v.IsAtLeast(new(0, 10, 5))),
    ];

    /// <summary>Those of a runtime, the oldest first.</summary>
    public static IEnumerable<(string Name, string FixedIn)> Of(string runtime, RuntimeVersion version) =>
        Known.Where(e => e.Runtime == runtime && !e.IsClosed(version)).Select(e => (e.Name, e.FixedIn));

    private static bool HasMaskedSafely(RuntimeVersion version) => version.Number switch
    {
        { Major: 1, Minor: 2 } => version.IsAtLeast(new(1, 2, 8)),
        { Major: 1, Minor: 3 } => version.IsAtLeast(new(1, 3, 3)),
        _ => version.IsAtLeast(new(1, 4, 0), candidate: 3),
    };

    // Distributions mend old versions and count on behind them.
    private static bool IsPackage(RuntimeVersion version, string series, int from = 1) =>
        version.Text.StartsWith(series, StringComparison.Ordinal) && int.TryParse(version.Text[series.Length..], out var update) && update >= from;

    private sealed record Escape(string Runtime, string Name, string FixedIn, Func<RuntimeVersion, bool> IsClosed);
}
