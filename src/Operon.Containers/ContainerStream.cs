namespace Operon.Containers;

/// <summary>Which of its two streams a container wrote to.</summary>
public enum ContainerStream
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}
