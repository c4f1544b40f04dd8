namespace Operon.Releases.Planning;

/// <summary>Why steps of plans are there.</summary>
public static class PlanReasons
{
    /// <summary>A new release.</summary>
    public const string NewRelease = "new release";

    /// <summary>A release that has not come to its end.</summary>
    public const string Continues = "unfinished release";

    /// <summary>What failed is done again.</summary>
    public const string Retry = "retry";

    /// <summary>An input has another value.</summary>
    public const string ChangedInput = "changed input";

    /// <summary>An intent asks for it.</summary>
    public const string Intent = "intent";

    /// <summary>Nothing is intended there any more.</summary>
    public const string NoIntent = "no intent";

    /// <summary>The environment is removed.</summary>
    public const string EnvironmentRemoved = "environment removed";

    /// <summary>An environment was added or changed.</summary>
    public const string EnvironmentChanged = "environment added or changed";

    /// <summary>It reads what another step may change.</summary>
    public const string MayFollow = "may follow";
}
