namespace Operon.Releases.Planning;

/// <summary>The kinds of work, as lists of it name them.</summary>
public static class WorkKinds
{
    /// <summary>An intent for which there is nothing yet.</summary>
    public const string Create = "create";

    /// <summary>An intent that differs from what is.</summary>
    public const string Update = "update";

    /// <summary>Something that nobody wants any more.</summary>
    public const string Delete = "delete";

    /// <summary>A run that can start, or a deployment whose inputs have changed.</summary>
    public const string Run = "run";

    /// <summary>Something to be done with a release.</summary>
    public const string Op = "op";
}
