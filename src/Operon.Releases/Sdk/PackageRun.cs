using System.Runtime.Versioning;
using Operon.Releases.Sdk.Evaluation;
using Operon.Releases.Sdk.Functions;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>
/// The functions of one run, on a copy of the module of their own (releases, sections 2.5, 11.3). One function runs at a time; several
/// runs of a package may run at once.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class PackageRun
{
    private readonly ModuleFork fork;
    private readonly PackageFunctions functions;

    internal PackageRun(PackageConfiguration package, ModuleFork fork, PackageFunctions functions)
    {
        Package = package;
        this.fork = fork;
        this.functions = functions;
    }

    /// <summary>Whose functions they are.</summary>
    public PackageConfiguration Package { get; }

    /// <summary>Calls a function, on a thread of its own.</summary>
    /// <param name="identity">Which one.</param>
    /// <param name="inputs">The values of its inputs by name.</param>
    /// <param name="namedOnly">Whether inputs are left out that the function does not name, as one that takes a deployment back may; else they are an error.</param>
    /// <param name="log">Gets each line when it is there, one at a time, from any thread.</param>
    /// <param name="cancellation">Ends it, and the shell commands that it runs.</param>
    /// <returns>What it returned, or a rule of <see cref="SdkRules"/>. Secrets are hidden in it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<Result<FunctionResult>> CallAsync(FunctionIdentity identity, JsonObject inputs, bool namedOnly, Action<LogLine>? log, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Call(identity, inputs, namedOnly, log, cancellation), cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    private Result<FunctionResult> Call(FunctionIdentity identity, JsonObject inputs, bool namedOnly, Action<LogLine>? log, CancellationToken cancellation)
    {
        if (!functions.TryGet(identity, out var original)) return NotFound(identity);
        var function = fork.Of(original).As<Function>()!;
        var secrets = Package.Surroundings.Secrets;
        var opened = JsonObject.Empty;
        foreach (var (name, value) in inputs.Properties)
        {
            if (!Package.Surroundings.Vault.Open(value, secrets, $"the input '{name}'").TryGet(out var open, out var failure)) return failure.At(Package.Failures.Span(new(function.File, function.Position)));
            opened = opened.With(name, open);
        }

        try
        {
            var thread = RunningCode.Thread(Package.Surroundings, function.Name, log, cancellation);
            var result = new ResultReader(function.Name, Package.Surroundings).Read(SdkFunction.Json($"what {function.Name} returns", Call(thread, function, opened, namedOnly)));
            return result is FunctionResult.Next { Function: var next } && !functions.TryGet(next, out _) ? secrets.Mask(NotFound(next).At(Package.Failures.Span(new(function.File, function.Position)))) : result;
        }
        catch (Exception error) when (FailureReport.Covers(error))
        {
            return secrets.Mask(Package.Failures.Of(error).At(Package.Failures.Span(new(function.File, function.Position))));
        }
    }

    private static Value Call(StarlarkThread thread, Function function, JsonObject inputs, bool namedOnly)
    {
        if (TaskParameters.TakesContext(function))
        {
            var given = Struct(inputs);
            return thread.Call(function, given.Count == 0 ? given : SdkFunction.Struct(new KeyValuePair<string, Value>("inputs", given)));
        }

        var named = inputs.Properties.Where(i => !namedOnly || TaskParameters.Names(function, i.Key)).ToList();
        TaskParameters.Check(function, named.Select(i => i.Key));
        return thread.Call(function, new Arguments([.. named.Select(i => JsonBridge.ToValue(i.Value))], [.. named.Select(i => i.Key)]));
    }

    private static StarlarkStruct Struct(JsonObject inputs) => SdkFunction.Struct([.. inputs.Properties.Select(i => new KeyValuePair<string, Value>(i.Key, JsonBridge.ToValue(i.Value)))]);

    private Diagnostic NotFound(FunctionIdentity identity) => new(SdkRules.LostFunction, $"the function {identity} is not found")
    {
        Expected = functions.IsAmbiguous(identity) ? "one function that is defined there, not several" : "a function that is a global of the file, or of a file that it loads",
        Fix = "define it at the top of a file, not inside another function",
    };
}
