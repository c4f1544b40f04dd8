namespace Operon.Releases.Sdk;

/// <summary>A store in a folder.</summary>
/// <param name="Path">As written: relative to the root of the repository, or absolute.</param>
public sealed record FolderStoreSettings(string Path) : StoreSettings;
