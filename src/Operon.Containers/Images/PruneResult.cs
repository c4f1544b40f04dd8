namespace Operon.Containers.Images;

/// <summary>What a prune has removed.</summary>
/// <param name="Images">Manifests.</param>
/// <param name="Layers">Unpacked layers.</param>
public sealed record PruneResult(int Images, int Layers);
