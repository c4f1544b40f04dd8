using System.Collections.Immutable;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>What a function of a task returned (releases, sections 1.4, 2.5).</summary>
public abstract record FunctionResult
{
    private FunctionResult()
    {
    }

    /// <summary>The run is complete.</summary>
    /// <param name="Outputs">The outputs by name; null where the function returned nothing.</param>
    /// <param name="Tags">Further names of the release; each can be one.</param>
    /// <param name="WatchFiles">Files and folders whose change makes a new release; null where the function returned nothing.</param>
    /// <param name="SecretOutputs">The names of the outputs that may not be stored in the clear.</param>
    public sealed record Done(JsonObject? Outputs, ImmutableArray<string> Tags, ImmutableArray<string>? WatchFiles, ImmutableArray<string> SecretOutputs) : FunctionResult;

    /// <summary>The run goes on with another function, as soon as its inputs are there.</summary>
    /// <param name="Function">A function of the package.</param>
    /// <param name="Inputs">Descriptors of its inputs.</param>
    public sealed record Next(FunctionIdentity Function, JsonObject Inputs) : FunctionResult;
}
