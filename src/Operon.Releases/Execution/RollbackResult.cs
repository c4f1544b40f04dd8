using Operon.Releases.Planning;
using Operon.Releases.References;

namespace Operon.Releases.Execution;

/// <summary>What came of going back to an earlier release.</summary>
/// <param name="Place">The link to what is deployed.</param>
/// <param name="From">The release that was there; null: none was.</param>
/// <param name="To">The release that is held there.</param>
/// <param name="Run">The run that brought it back; null: it was there already.</param>
/// <param name="Status">How far that run is.</param>
/// <param name="Hold">The hold.</param>
public sealed record RollbackResult(Reference Place, Reference? From, Reference To, Reference? Run, string Status, Hold Hold);
