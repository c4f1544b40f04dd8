using Operon.Releases.Documents;
using Operon.Releases.References;

namespace Operon.Releases.Execution;

/// <summary>A run that was given up.</summary>
/// <param name="Run">The run.</param>
/// <param name="Before">Its status until then.</param>
/// <param name="Why">Why.</param>
/// <param name="Follows">Whether it only was to follow one that was given up.</param>
internal sealed record GivenUp(Reference Run, string Before, Cancellation Why, bool Follows);
