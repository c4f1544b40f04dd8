using Operon.Releases.Documents;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>The functions that one run calls. They share the globals of their file with one another, and with nobody else.</summary>
public interface IFunctionChain
{
    /// <summary>Calls one.</summary>
    /// <param name="function">Which.</param>
    /// <param name="inputs">Values by name.</param>
    /// <param name="log">Receives each line it prints, from any thread, while it runs.</param>
    /// <param name="cancellation">Ends it; then the result is a failure.</param>
    Task<FunctionResult> CallAsync(FunctionIdentity function, JsonObject inputs, Action<LogLine> log, CancellationToken cancellation);
}
