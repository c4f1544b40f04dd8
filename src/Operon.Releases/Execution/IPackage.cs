using Operon.Releases.Documents;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>A package file, evaluated for one of its releases.</summary>
public interface IPackage
{
    /// <summary>What it declares, as release documents have it.</summary>
    JsonObject Declarations { get; }

    /// <summary>The environments that it registers.</summary>
    IReadOnlyList<EnvironmentDocument> Environments { get; }

    /// <summary>Functions for a run.</summary>
    IFunctionChain Begin();
}
