using Operon.Content.Locations;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Validation;

/// <summary>The check of one op: what is wrong with it, and which local ops it calls.</summary>
internal sealed class OpCheck
{
    private readonly OpLoader ops;
    private readonly IOpFiles files;
    private readonly DiagnosticBag problems = new();
    private readonly List<Location> callees = [];
    private readonly HashSet<OpCallDeclaration> certain = [];
    private readonly List<(OpCallDeclaration Call, Location Callee)> certainCallees = [];

    private OpCheck(OpLoader ops, IOpFiles files)
    {
        this.ops = ops;
        this.files = files;
    }

    /// <summary>All problems, as they stand in the file.</summary>
    public IEnumerable<Diagnostic> Problems => problems.InSourceOrder();

    /// <summary>The ops it calls that are there, in the order of the calls.</summary>
    public IReadOnlyList<Location> Callees => callees;

    /// <summary>Those of them that it calls whatever happens, as long as nothing fails.</summary>
    public IReadOnlyList<(OpCallDeclaration Call, Location Callee)> CertainCallees => certainCallees;

    /// <summary>Checks the op in a directory.</summary>
    public static OpCheck Of(Location directory, OpLoader ops, IOpFiles files)
    {
        var check = new OpCheck(ops, files);
        if (ops.Load(directory, null, check.problems) is { } op) check.Check(op);
        ops.Forget(directory);
        return check;
    }

    /// <summary>The op of a call as far as it can be known before anything runs; null when it cannot, or is not valid.</summary>
    public LoadedOp? Callee(OpCallDeclaration call, LoadedOp caller)
    {
        var dependsOnVariables = call.Ref.StartsWith("$(", StringComparison.Ordinal) && call.Ref.Length > 2 && call.Ref[2] is not ('.' or '/');
        if (dependsOnVariables) return null;
        if (!OpReferenceResolver.Resolve(call, new Evaluation(Scope.Of(caller.Directory), files)).TryGet(out var directory, out var missing))
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

        callees.Add(directory);
        if (certain.Contains(call)) certainCallees.Add((call, directory));
        return callee;
    }

    private void Check(LoadedOp op)
    {
        if (op.Declaration.Run is { } run) certain.UnionWith(CallCircles.CertainCalls(run));
        CheckParameters(op, op.Declaration.Inputs);
        CheckParameters(op, op.Declaration.Outputs);
        new CallChecker(this, op, files, problems).Check();
    }

    private void CheckParameters(LoadedOp op, ParameterDeclarations parameters)
    {
        var evaluation = new Evaluation(Scope.Of(op.Directory), new LookingFiles(files));
        foreach (var parameter in parameters)
        {
            var found = new DiagnosticBag();
            parameter.CompileConstraints(found);
            if (!found.HasErrors && parameter.Default is not null && !StartsFromCaller(parameter) && new DefaultBinder(evaluation).ValueOf(parameter, found) is { } value)
            {
                ParameterValidator.ValidateValue(parameter, value, evaluation, found);
            }

            problems.AddRange(found.Select(p => p with { Severity = DiagnosticSeverity.Warning }));
        }
    }

    // The caller's directory is not known here, so defaults that start from it are left alone.
    private static bool StartsFromCaller(ParameterDeclaration parameter) =>
        parameter.Type is ParameterType.Dir or ParameterType.File
        && parameter.Default?.Syntax is ScalarNode { Text: var text } && !text.StartsWith("$(", StringComparison.Ordinal);
}
