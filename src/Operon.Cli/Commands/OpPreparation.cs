using System.Collections.Immutable;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Content.Locations;
using Operon.Engine.Runs;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary>What comes before a run or a plan: the op is read, and its inputs are found. What is wrong is collected, and shown without secrets.</summary>
/// <param name="surroundings">Where files and variables are, and where problems are shown.</param>
internal sealed class OpPreparation(Surroundings surroundings)
{
    private RunSecrets? secrets;

    /// <summary>What was found so far.</summary>
    public DiagnosticBag Problems { get; } = new();

    // Lines of the op are shown with problems, and a default in them may be secret.
    private IEnumerable<Diagnostic> Shown => secrets is null ? Problems : Problems.Select(secrets.Masks.Mask);

    /// <summary>Reads the op of a reference; null with the reason among the problems.</summary>
    public (LoadedOp Root, OpLoader Loader)? Load(string reference)
    {
        if (OpLookup.Find(reference, surroundings).TryGet(out var directory, out var error)) return Load(directory);
        Problems.Add(error);
        return null;
    }

    /// <summary>Reads the op of a directory; null with the reason among the problems.</summary>
    public (LoadedOp Root, OpLoader Loader)? Load(Location directory)
    {
        // What is only doubtful about an op.yml is for validate to tell, not for every run.
        var found = new DiagnosticBag();
        var loader = OpLookup.Loader(surroundings);
        var op = loader.Load(directory, null, found);
        if (found.HasErrors) Problems.AddRange(found.InSourceOrder());
        return op is not null && !found.HasErrors ? (op, loader) : null;
    }

    /// <summary>Finds the inputs of the op; those that are wrong or missing are among the problems then.</summary>
    /// <param name="op">The op.</param>
    /// <param name="words">The values of <c>-a</c>.</param>
    /// <param name="argFile">The argument file.</param>
    /// <param name="files">Makes files of texts.</param>
    /// <param name="mayAsk">Whether there may be somebody to ask.</param>
    /// <param name="recorded">What an earlier run had; null for a new one.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<ImmutableDictionary<string, Value>> InputsAsync((LoadedOp Root, OpLoader Loader) op, string[] words, string argFile, IOpFiles files, bool mayAsk, RecordedArguments? recorded, CancellationToken cancellation)
    {
        var evaluation = new Evaluation(Scope.Of(op.Root.Directory), files);
        var defaults = new DefaultBinder(evaluation, surroundings.WorkingLocation);
        var declared = op.Root.Declaration.Inputs;
        secrets = new RunSecrets(evaluation.Files, _ => { });
        secrets.AddDefaults(declared);
        using var prompt = mayAsk && surroundings.IsTerminal ? new InputPrompt(surroundings, secrets.Masks.Mask) : null;
        var sources = new ArgumentSources(words, argFile, surroundings, secrets, prompt, recorded);
        var inputs = await sources.BindAsync(declared, new RootArgument(evaluation, surroundings.WorkingLocation), defaults, Problems, cancellation);
        if (!Problems.HasErrors) ParameterValidator.Validate(declared, inputs, evaluation, Problems);
        return inputs;
    }

    /// <summary>Learns the secrets among inputs, so that they are not shown.</summary>
    public void Hide(ImmutableDictionary<string, Value> inputs) => secrets?.Add(inputs);

    /// <summary>Shows what was found.</summary>
    public void Show() => DiagnosticPrinter.Print(Shown, surroundings);

    /// <summary>Shows what was found, upon which nothing runs.</summary>
    /// <param name="error">What was found last; null when it is among the problems.</param>
    public RunConclusion Refused(Diagnostic? error = null)
    {
        if (error is not null) Problems.Add(error);
        Show();
        return new RunConclusion(null, "refused", 1) { Errors = [.. Shown.Where(p => p.Severity == DiagnosticSeverity.Error).Select(RecordedError.From)] };
    }
}
