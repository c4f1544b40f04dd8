using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>Gives parameters without a value their default (specification, section 1.6).</summary>
/// <param name="evaluation">A scope without variables in the directory of the op that declares the parameters.</param>
/// <param name="callerDirectory">
/// For the root op, the directory that the user called from: paths that start with a dot are taken from there, and so are relative
/// paths that exist there. Null for every other op.
/// </param>
public sealed class DefaultBinder(Evaluation evaluation, Location? callerDirectory = null)
{
    /// <summary>The values with defaults for those that are missing.</summary>
    public ImmutableDictionary<string, Value> Apply(ParameterDeclarations parameters, ImmutableDictionary<string, Value> values, DiagnosticBag problems)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Default is null || values.ContainsKey(parameter.Name)) continue;
            if (ValueOf(parameter, problems) is { } value) values = values.SetItem(parameter.Name, value);
        }

        return values;
    }

    /// <summary>The default of one parameter that has one, or null with the reason in <paramref name="problems"/>.</summary>
    public Value? ValueOf(ParameterDeclaration parameter, DiagnosticBag problems)
    {
        var expression = parameter.Default!;
        if (Evaluate(parameter, expression, problems).TryGet(out var value, out var error)
            && ParameterCoercion.Coerce(ArgumentBinder.Secret(value, parameter), parameter.Type, evaluation).TryGet(out value, out error))
        {
            return value;
        }

        problems.Add(new Diagnostic(BindingRules.DefaultDoesNotFit, $"the default of '{parameter.Name}' cannot be {ArgumentBinder.TypeName(parameter.Type)}", error.Span ?? expression.Span)
        {
            Expected = $"something that can be {ArgumentBinder.TypeName(parameter.Type)}; a default may refer to files of the op, such as $(./file), but to no variables",
            Cause = parameter.IsSecret && error.Rule == BindingRules.WrongEntry ? null : error,
        });
        return null;
    }

    private Result<Value> Evaluate(ParameterDeclaration parameter, Expression expression, DiagnosticBag problems)
    {
        if (parameter.Type is not (ParameterType.Dir or ParameterType.File) || expression is not TextExpression { Syntax: ScalarNode text }) return expression.Evaluate(evaluation);

        var path = text.Text;
        if (path.StartsWith('/')) return Expression.From(ScalarNode.String(text.Span, $"$({path})")).Evaluate(evaluation);
        if (callerDirectory is null || path.StartsWith("$(", StringComparison.Ordinal) || path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) return expression.Evaluate(evaluation);

        var fromDot = path.StartsWith('.');
        var location = callerDirectory.Append(path);
        var kind = evaluation.Files.Find(location);
        if (!fromDot)
        {
            var fits = parameter.Type == ParameterType.Dir ? kind == EntryKind.Directory : kind is EntryKind.File or EntryKind.Other;
            if (!fits) return expression.Evaluate(evaluation);
            problems.Add(new Diagnostic(BindingRules.RelativeDefault, parameter.IsSecret ? $"the default of '{parameter.Name}' was taken as a path" : $"the default '{path}' of '{parameter.Name}' was taken as the path {location}", text.Span)
            {
                Fix = parameter.IsSecret ? "write ./ before it" : $"write ./{path} for a path below the caller's directory, or $(./{path}) for one of the op",
            });
        }

        if (kind == EntryKind.None) return new Diagnostic(BindingRules.WrongEntry, $"'{path}' leads to nothing: {location} does not exist", text.Span);
        return kind == EntryKind.Directory ? new DirValue(location) : new FileValue(location);
    }
}
