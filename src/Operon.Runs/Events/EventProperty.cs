namespace Operon.Runs.Events;

/// <summary>The properties of events. One of a later version that is not here is passed over.</summary>
internal enum EventProperty
{
    Type,
    Call,
    Parent,
    Path,
    Kind,
    Name,
    Op,
    Details,
    Stream,
    Offset,
    Length,
    Outcome,
    ExitCode,
    Error,
    Outputs,
}
