using System.Collections.Immutable;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Opspec.Binding;

/// <summary>Evaluates what an op call passes, each argument against the type of its input (specification, section 1.6).</summary>
public static class ArgumentBinder
{
    /// <summary>The arguments by name; what is wrong with any of them goes to <paramref name="problems"/>.</summary>
    /// <param name="inputs">The inputs of the callee.</param>
    /// <param name="arguments">What the call passes.</param>
    /// <param name="evaluation">The caller's scope, with files that are made for the callee.</param>
    /// <param name="problems">Gets every problem.</param>
    public static ImmutableDictionary<string, Value> Bind(ParameterDeclarations inputs, ImmutableArray<OpInputDeclaration> arguments, Evaluation evaluation, DiagnosticBag problems)
    {
        var bound = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            if (!inputs.TryFind(argument.Name, out var input))
            {
                problems.Add(Undeclared(argument.Name, inputs, argument.NameSpan));
                continue;
            }

            // Nothing or an empty text means the variable of that name.
            var expression = argument.Value ?? Expression.Shorthand(new MappingEntry(argument.Name, argument.NameSpan, ScalarNode.Null(argument.NameSpan)));
            if (Evaluate(expression, input, evaluation).TryGet(out var value, out var error)) bound[input.Name] = value;
            else
            {
                problems.Add(new Diagnostic(BindingRules.ArgumentDoesNotFit, $"input '{input.Name}' cannot be given this value", error.Span ?? expression.Span)
                {
                    Expected = $"something that can be {TypeName(input.Type)}",
                    Cause = error,
                });
            }
        }

        return bound.ToImmutable();
    }

    /// <summary>The diagnostic for a name that is no input.</summary>
    public static Diagnostic Undeclared(string name, ParameterDeclarations inputs, SourceSpan? span)
    {
        var near = Suggestion.For(name, inputs.Select(i => i.Name));
        return new Diagnostic(BindingRules.UndeclaredInput, $"'{name}' is not an input of the op", span)
        {
            Expected = inputs.Count == 0 ? "no arguments: the op has no inputs" : $"one of: {string.Join(", ", inputs.Select(i => i.Name))}",
            Fix = near is null ? null : $"write '{near}'",
        };
    }

    /// <summary>The type of a parameter with its article.</summary>
    public static string TypeName(ParameterType type) => type is ParameterType.Array or ParameterType.Object
        ? $"an {type.ToString().ToLowerInvariant()}"
        : $"a {type.ToString().ToLowerInvariant()}";

    internal static Value Secret(Value value, ParameterDeclaration parameter) => parameter.IsSecret ? value.Marked(SecretNames.Of(parameter.Name)) : value;

    private static Result<Value> Evaluate(Expression expression, ParameterDeclaration input, Evaluation evaluation)
    {
        var value = (input.Type, expression) switch
        {
            (ParameterType.Dir, TextExpression text) => text.EvaluateReference(evaluation, MissingEntry.CreateDirectory),
            (ParameterType.File, TextExpression text) => text.EvaluateReference(evaluation, MissingEntry.CreateFile),
            _ => expression.Evaluate(evaluation),
        };
        if (!value.TryGet(out var evaluated, out var error)) return error;

        // Before it is turned into anything: errors and files made of it must know.
        return ParameterCoercion.Coerce(Secret(evaluated, input), input.Type, evaluation).TryGet(out var coerced, out error) ? coerced : error.At(expression.Span);
    }
}
