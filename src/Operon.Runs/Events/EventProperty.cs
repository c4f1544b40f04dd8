namespace Operon.Runs.Events;

/// <summary>
/// The properties of events, under the names that they have there. One of a later version that is not here is passed over. Their order is
/// that in which each event is written: what comes in another order is read as well, but more slowly.
/// </summary>
internal enum EventProperty
{
    Type,
    Call,
    Parent,
    Path,
    Kind,
    Name,
    Op,
    OpDigest,
    OpCommit,
    Details,
    Digest,
    Stream,
    Offset,
    Length,
    Outcome,
    ExitCode,
    Error,

    // The last: EventFields has places up to this one.
    Outputs,
}
