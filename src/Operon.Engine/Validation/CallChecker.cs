using System.Collections.Immutable;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Validation;

/// <summary>Walks the calls of one op with the names that can be in scope at each, and warns of what cannot work.</summary>
internal sealed class CallChecker(OpCheck check, LoadedOp op, IOpFiles files, DiagnosticBag problems)
{
    private readonly ReferenceChecker references = new(op, files, CertainDirectories.Of(op.Declaration), problems);

    public void Check()
    {
        if (op.Declaration.Run is not { } run) return;
        var inputs = op.Declaration.Inputs.Select(i => i.Name).ToImmutableHashSet(StringComparer.Ordinal);
        Siblings([run], isParallel: false);
        var after = Call(run, inputs);
        foreach (var output in op.Declaration.Outputs)
        {
            if (output.Default is not null || after.Contains(output.Name)) continue;
            problems.Add(new Diagnostic(ValidationRules.OutputNeverSet, $"nothing sets output '{output.Name}'", output.NameSpan)
            {
                Fix = $"bind $({output.Name}) in a call, or give it a default",
            });
        }
    }

    /// <summary>Checks a call; returns the names that can be in scope after it.</summary>
    private ImmutableHashSet<string> Call(CallDeclaration call, ImmutableHashSet<string> names)
    {
        references.Check(call.Name, names);
        foreach (var predicate in call.If ?? []) references.Check(predicate, names);
        switch (call)
        {
            case ContainerCallDeclaration container:
                return Container(container, names);
            case OpCallDeclaration opCall:
                return OpCall(opCall, names);
            case SerialCallDeclaration serial:
                Siblings(serial.Calls, isParallel: false);
                return serial.Calls.Aggregate(names, (known, child) => Call(child, known));
            case ParallelCallDeclaration parallel:
                Siblings(parallel.Calls, isParallel: true);
                return parallel.Calls.Aggregate(names, (known, child) => known.Union(Call(child, names)));
            case SerialLoopDeclaration loop:
                references.Check(loop.Range, names);
                return Loop(loop.Run, loop.Vars, loop.Until, names);
            case ParallelLoopDeclaration loop:
                references.Check(loop.Range, names);
                return Loop(loop.Run, loop.Vars, null, names);
            default:
                return names;
        }
    }

    private ImmutableHashSet<string> Loop(CallDeclaration body, LoopVarsDeclaration vars, ImmutableArray<PredicateDeclaration>? until, ImmutableHashSet<string> names)
    {
        var inside = names.Union(new[] { vars.Index, vars.Key, vars.Value }.OfType<string>());

        // What one iteration binds the next may use.
        var later = inside.Union(BoundBy(body));
        foreach (var predicate in until ?? []) references.Check(predicate, later);
        Siblings([body], isParallel: false);
        return Call(body, later);
    }

    private ImmutableHashSet<string> Container(ContainerCallDeclaration call, ImmutableHashSet<string> names)
    {
        references.Check(call.Cmd, names);
        references.Check(call.EnvVars, names);
        references.Check(call.Image.Ref, names);
        references.Check(call.Image.Architecture, names);
        references.Check(call.Image.PullCreds?.Username, names);
        references.Check(call.Image.PullCreds?.Password, names);
        references.Check(call.ContainerName, names);
        references.Check(call.WorkDir, names);
        foreach (var mount in call.Dirs.Concat(call.Files))
        {
            // A mount that is a reference as a whole makes what is missing.
            if (mount.Value is not TextExpression { LooksLikeReference: true }) references.Check(mount.Value, names);
        }

        return names.Union(BoundBy(call));
    }

    private ImmutableHashSet<string> OpCall(OpCallDeclaration call, ImmutableHashSet<string> names)
    {
        references.CheckText(call.Ref, call.RefSpan, names);
        foreach (var argument in call.Inputs)
        {
            if (argument.Value is null) references.CheckName(argument.Name, argument.NameSpan, names);
        }

        var callee = check.Callee(call, op);
        if (callee is not null) Arguments(call, callee, names);
        else foreach (var argument in call.Inputs) references.Check(argument.Value, names);
        return names.Union(callee is null ? BoundBy(call) : Outputs(call, callee));
    }

    private void Arguments(OpCallDeclaration call, LoadedOp callee, ImmutableHashSet<string> names)
    {
        var inputs = callee.Declaration.Inputs;
        var evaluation = new Evaluation(Scope.Of(op.Directory), new LookingFiles(files));
        foreach (var argument in call.Inputs)
        {
            if (inputs.Find(argument.Name) is not { } input)
            {
                problems.Add(ArgumentBinder.Undeclared(argument.Name, inputs, argument.NameSpan) with { Severity = DiagnosticSeverity.Warning });
                references.Check(argument.Value, names);
                continue;
            }

            // A dir or file that is a reference as a whole is made when it is missing.
            var creates = input.Type is ParameterType.Dir or ParameterType.File && argument.Value is TextExpression { LooksLikeReference: true };
            if (!creates) references.Check(argument.Value, names);
            if (argument.Value is { } value && IsLiteral(value)) Literal(value, input, evaluation);
        }

        foreach (var input in inputs)
        {
            if (input.Default is not null || call.Inputs.Any(a => a.Name == input.Name)) continue;
            problems.Add(new Diagnostic(ValidationRules.MissingInput, $"input '{input.Name}' of '{call.Ref}' is required and not passed", call.RefSpan)
            {
                Fix = $"add {input.Name} to the inputs of the call",
            });
        }
    }

    private void Literal(Expression literal, ParameterDeclaration input, Evaluation evaluation)
    {
        if (!literal.Evaluate(evaluation).TryGet(out var value, out _)) return;
        var found = new DiagnosticBag();
        if (!ParameterCoercion.Coerce(value, input.Type, evaluation).TryGet(out var coerced, out var error)) found.Add(error);
        else if (input.Type is not (ParameterType.Dir or ParameterType.File)) ParameterValidator.ValidateValue(input, coerced, evaluation, found);
        foreach (var problem in found)
        {
            problems.Add(new Diagnostic(ValidationRules.LiteralDoesNotFit, $"this does not fit input '{input.Name}'", literal.Span) { Cause = problem with { Span = null } });
        }
    }

    private ImmutableHashSet<string> Outputs(OpCallDeclaration call, LoadedOp callee)
    {
        var found = new DiagnosticBag();
        var bound = OutputBinder.Resolve(call.Outputs, callee.Declaration.Outputs, found);
        problems.AddRange(found.Select(p => p with { Severity = DiagnosticSeverity.Warning }));
        return [.. bound.Select(b => b.Variable)];
    }

    private void Siblings(ImmutableArray<CallDeclaration> calls, bool isParallel)
    {
        foreach (var need in calls.SelectMany(c => c.Needs))
        {
            if (!isParallel) problems.Add(new Diagnostic(ValidationRules.PointlessNeed, "'needs' has no meaning outside parallel", need.Span) { Fix = "remove it, or put the calls into a parallel" });
            else if (!calls.Any(c => c.NameText == need.Name))
            {
                problems.Add(new Diagnostic(ValidationRules.UnknownNeed, $"no call beside this one is named '{need.Name}'", need.Span)
                {
                    Fix = Text.Spelling.Suggestion.For(need.Name, calls.Select(c => c.NameText).OfType<string>()) is { } near ? $"write '{near}'" : null,
                });
            }
        }
    }

    private static bool IsLiteral(Expression expression) =>
        expression.Descendants().All(e => e is not TextExpression { Template.IsConstant: false } and not ObjectExpression);

    // The names that a call, or one below it, can bind.
    internal static ImmutableHashSet<string> BoundBy(CallDeclaration call) => call switch
    {
        ContainerCallDeclaration container => [.. container.Dirs.Concat(container.Files).Select(BoundBy).OfType<string>(), .. container.Sockets.Select(s => s.Variable)],
        OpCallDeclaration opCall => [.. opCall.Outputs.SelectMany(o => new[] { o.Key, o.ValueName })],
        SerialCallDeclaration serial => [.. serial.Calls.SelectMany(BoundBy)],
        ParallelCallDeclaration parallel => [.. parallel.Calls.SelectMany(BoundBy)],
        SerialLoopDeclaration loop => BoundBy(loop.Run),
        ParallelLoopDeclaration loop => BoundBy(loop.Run),
        _ => [],
    };

    /// <summary>The variable that a mount binds; null when it binds none.</summary>
    internal static string? BoundBy(MountDeclaration mount) => mount.Text is { } text ? Trim(text) : null;

    private static string Trim(string text) => text.StartsWith("$(", StringComparison.Ordinal) && text.EndsWith(')') ? text[2..^1] : text;
}
