namespace Operon.Cli.Help;

/// <summary>What the end of a command tells scripts (specification, section 3).</summary>
internal static class ExitCodes
{
    public static IReadOnlyList<Term> OfRun { get; } =
    [
        new("0", "the op succeeded"),
        new("1", "it failed, or could not be started; the code of a container is never that of the command"),
        new("130", "interrupted a second time, and left at once"),
        new("137", "killed: by Ctrl-C, a signal, or from elsewhere"),
    ];

    public static IReadOnlyList<Term> OfOthers { get; } =
    [
        new("0", "done"),
        new("1", "not done, or not all of it; standard error says why"),
    ];
}
