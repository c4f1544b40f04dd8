namespace Operon.Releases.Documents;

/// <summary>The kinds of runs. One that was made by applying an intent has the empty text, and brings up.</summary>
public static class RunTypes
{
    /// <summary>A task.</summary>
    public const string Task = "task";

    /// <summary>Brings a deployment up.</summary>
    public const string Up = "up";

    /// <summary>Takes a deployment away.</summary>
    public const string Down = "down";

    /// <summary>Brings up what an intent asks for.</summary>
    public const string Intended = "";
}
