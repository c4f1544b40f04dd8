using Operon.Text.Json;

namespace Operon.Releases.Planning;

/// <summary>An input with another value than last time.</summary>
/// <param name="Name">Its name; of a value that is set, empty.</param>
/// <param name="Before">The value last time; null: none.</param>
/// <param name="After">The value now; null: none, or not known yet.</param>
/// <param name="KnownAfter">The task that will make it known; null: it is known.</param>
public sealed record InputChange(string Name, JsonValue? Before, JsonValue? After, string? KnownAfter = null);
