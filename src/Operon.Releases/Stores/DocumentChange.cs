using Operon.Releases.Documents;

namespace Operon.Releases.Stores;

/// <summary>A change of a document.</summary>
/// <param name="Commit">The commit of the store that made it.</param>
/// <param name="Author">Who made the commit.</param>
/// <param name="Time">When.</param>
/// <param name="Title">What it was for: the title that the command gave its change.</param>
/// <param name="Before">What was there; null: nothing.</param>
/// <param name="After">What is there since; null: nothing.</param>
public sealed record DocumentChange(string Commit, string Author, DateTimeOffset Time, string Title, StoredDocument? Before, StoredDocument? After);
