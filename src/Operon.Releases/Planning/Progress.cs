namespace Operon.Releases.Planning;

/// <summary>How far something is, as listings say it. Beside these words stand those of <see cref="Operon.Releases.Documents.RunStatus"/> for what has begun.</summary>
public static class Progress
{
    /// <summary>It can start.</summary>
    public const string Ready = "ready";

    /// <summary>It waits for something.</summary>
    public const string Waiting = "waiting";

    /// <summary>Another release is held where it would go.</summary>
    public const string Held = "held";

    /// <summary>There is no run of it.</summary>
    public const string None = "none";
}
