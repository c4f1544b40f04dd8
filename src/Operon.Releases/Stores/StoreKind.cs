namespace Operon.Releases.Stores;

/// <summary>What a store holds.</summary>
public enum StoreKind
{
    /// <summary>What is deployed, and how it came to be.</summary>
    State,

    /// <summary>What should be.</summary>
    Intent,
}
