using Operon.Content.Locations;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Constraints;
using Operon.Opspec.Declarations;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Validation;

/// <summary>
/// Checks ops and the local ops they call, each once, however they call one another. What the rules of the language refuse are
/// errors; what will fail when it runs, as far as that can be known, are warnings.
/// </summary>
/// <param name="ops">Reads ops.</param>
/// <param name="files">Looks at files; nothing is made.</param>
public sealed class OpValidator(OpLoader ops, IOpFiles files)
{
    private readonly HashSet<Location> seen = [];
    private readonly Queue<Location> waiting = new();

    /// <summary>Checks an op and all local ops that can be reached from it.</summary>
    public void Validate(Location directory, DiagnosticBag problems)
    {
        Enqueue(directory);
        while (waiting.TryDequeue(out var next))
        {
            var found = new DiagnosticBag();
            if (ops.Load(next, null, found) is { } op) Check(op, found);
            problems.AddRange(found.InSourceOrder());
        }
    }

    /// <summary>The op of a call as far as it can be known before anything runs; null when it cannot, or is not valid.</summary>
    internal LoadedOp? Callee(OpCallDeclaration call, LoadedOp caller, DiagnosticBag problems)
    {
        var evaluation = new Evaluation(Scope.Of(caller.Directory), files);
        var dependsOnVariables = call.Ref.StartsWith("$(", StringComparison.Ordinal) && call.Ref.Length > 2 && call.Ref[2] is not ('.' or '/');
        if (dependsOnVariables) return null;
        if (!OpReferenceResolver.Resolve(call, evaluation).TryGet(out var directory, out var missing))
        {
            // What comes from git is not looked for here.
            if (!call.Ref.Contains('#', StringComparison.Ordinal)) problems.Add(missing with { Rule = ValidationRules.MissingOp, Severity = DiagnosticSeverity.Warning });
            return null;
        }

        var found = new DiagnosticBag();
        var callee = ops.Load(directory, null, found);
        if (callee is null && files.Find(directory.Append("op.yml")) != EntryKind.File)
        {
            problems.Add(new Diagnostic(ValidationRules.MissingOp, $"'{call.Ref}' holds no op", call.RefSpan) { Cause = found.First() });
            return null;
        }

        Enqueue(directory);
        return callee;
    }

    private void Enqueue(Location directory)
    {
        if (seen.Add(directory)) waiting.Enqueue(directory);
    }

    private void Check(LoadedOp op, DiagnosticBag problems)
    {
        CheckParameters(op, op.Declaration.Inputs, problems);
        CheckParameters(op, op.Declaration.Outputs, problems);
        new CallChecker(this, op, files, problems).Check();
    }

    private void CheckParameters(LoadedOp op, ParameterDeclarations parameters, DiagnosticBag problems)
    {
        var evaluation = new Evaluation(Scope.Of(op.Directory), new LookingFiles(files));
        foreach (var parameter in parameters)
        {
            var found = new DiagnosticBag();
            if (parameter.Constraints is not null) ConstraintCompiler.Compile(parameter.Constraints, found);
            if (parameter.Default is not null && !found.HasErrors)
            {
                // The caller's directory is not known here, so defaults that start from it are left alone.
                var fromCaller = parameter.Type is ParameterType.Dir or ParameterType.File && parameter.Default.Syntax is Opspec.Syntax.ScalarNode { Text: var text } && !text.StartsWith("$(", StringComparison.Ordinal);
                if (!fromCaller && new DefaultBinder(evaluation).ValueOf(parameter, found) is { } value) ParameterValidator.ValidateValue(parameter, value, evaluation, found);
            }

            problems.AddRange(found.Select(p => p with { Severity = DiagnosticSeverity.Warning }));
        }
    }
}
