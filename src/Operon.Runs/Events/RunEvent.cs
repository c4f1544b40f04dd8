namespace Operon.Runs.Events;

/// <summary>Something that happened in a run. The events of a run, in order, are what is known of it; everything else is made from them.</summary>
/// <param name="Call">The call it is about.</param>
public abstract record RunEvent(CallId Call);
