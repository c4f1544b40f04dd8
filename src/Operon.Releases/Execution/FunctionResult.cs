using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>What a function of a package file gave back (releases, sections 1.4, 2.5).</summary>
public abstract record FunctionResult
{
    private FunctionResult()
    {
    }

    /// <summary>The run is complete.</summary>
    /// <param name="Output">What came out; JSON's null when nothing did.</param>
    /// <param name="WatchFiles">Prefixes of files; JSON's null when it named none.</param>
    /// <param name="Tags">Further names of the release. They have been checked.</param>
    public sealed record Done(JsonValue Output, JsonValue WatchFiles, ImmutableArray<string> Tags) : FunctionResult;

    /// <summary>Another function goes on.</summary>
    /// <param name="Function">Which.</param>
    /// <param name="Inputs">Descriptors of what it is called with.</param>
    public sealed record Next(FunctionIdentity Function, JsonObject Inputs) : FunctionResult;

    /// <summary>The run failed.</summary>
    /// <param name="Why">Why.</param>
    public sealed record Failed(Diagnostic Why) : FunctionResult;
}
