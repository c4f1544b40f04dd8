using Operon.Releases.References;

namespace Operon.Releases.Sdk.Functions;

/// <summary>What the functions of the SDK share that belong to one configuration file and those that it loads.</summary>
/// <param name="Surroundings">What comes from outside.</param>
/// <param name="Directory">Where shells run and relative paths begin, absolute.</param>
internal sealed record ConfigurationScope(Surroundings Surroundings, string Directory)
{
    /// <summary>What <c>pwd()</c> says: nothing in the file of a repository.</summary>
    public string PackageDirectory { get; init; } = "";

    /// <summary>What references are relative to; null where there are none.</summary>
    public Reference? RelativeTo { get; init; }

    /// <summary>Reads the environments; null where they cannot be asked for.</summary>
    public Func<IEnumerable<ReleaseEnvironment>>? Environments { get; init; }

    /// <summary>Collects tasks and environments; null where there can be none.</summary>
    public PackageBuilder? Package { get; init; }

    /// <summary>Collects settings of the repository; null where they have no effect.</summary>
    public RepositoryBuilder? Repository { get; init; }
}
