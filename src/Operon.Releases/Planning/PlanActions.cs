namespace Operon.Releases.Planning;

/// <summary>What is done in steps of plans.</summary>
public static class PlanActions
{
    /// <summary>A task is run.</summary>
    public const string Run = "run";

    /// <summary>A release is brought to an environment.</summary>
    public const string Deploy = "deploy";

    /// <summary>A release is taken away from an environment.</summary>
    public const string Remove = "remove";

    /// <summary>A value or an environment is written.</summary>
    public const string Set = "set";

    /// <summary>A value or an environment is removed.</summary>
    public const string Delete = "delete";

    /// <summary>The package of a release is read again, for deployments to new environments.</summary>
    public const string Check = "check";
}
