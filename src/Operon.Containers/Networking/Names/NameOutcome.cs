namespace Operon.Containers.Networking.Names;

/// <summary>What became of a query (RFC 1035, 4.1.1).</summary>
internal enum NameOutcome : byte
{
    /// <summary>The name is there; it may have nothing of the kind that was asked for.</summary>
    Found = 0,

    /// <summary>The query cannot be read.</summary>
    Malformed = 1,

    /// <summary>Nobody could be asked.</summary>
    Failed = 2,

    /// <summary>There is no such name.</summary>
    NoSuchName = 3,

    /// <summary>This kind of query is unknown.</summary>
    NotImplemented = 4,
}
