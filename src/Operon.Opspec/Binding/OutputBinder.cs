using System.Collections.Immutable;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Opspec.Binding;

/// <summary>Takes the outputs of an op from what its run left, and gives them to the variables of the caller (sections 1.6 and 1.8).</summary>
public static class OutputBinder
{
    /// <summary>The outputs of an op: what the run left under their names, coerced; then defaults; then everything is checked.</summary>
    /// <param name="outputs">The declared outputs.</param>
    /// <param name="outbound">What the run left.</param>
    /// <param name="evaluation">A scope without variables in the op's directory.</param>
    /// <param name="problems">Gets every problem.</param>
    public static ImmutableDictionary<string, Value> Collect(ParameterDeclarations outputs, IReadOnlyDictionary<string, Value> outbound, Evaluation evaluation, DiagnosticBag problems)
    {
        var values = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var output in outputs)
        {
            if (!outbound.TryGetValue(output.Name, out var value)) continue;
            if (output.Type is not (ParameterType.Dir or ParameterType.Socket))
            {
                if (!ParameterCoercion.Coerce(ArgumentBinder.Secret(value, output), output.Type, evaluation).TryGet(out value, out var error))
                {
                    problems.Add(new Diagnostic(BindingRules.OutputDoesNotFit, $"output '{output.Name}' cannot be {ArgumentBinder.TypeName(output.Type)}", output.NameSpan) { Cause = error });
                    continue;
                }
            }

            values[output.Name] = ArgumentBinder.Secret(value, output);
        }

        if (problems.HasErrors) return values.ToImmutable();
        var all = new DefaultBinder(evaluation).Apply(outputs, values.ToImmutable(), problems);
        if (!problems.HasErrors) ParameterValidator.Validate(outputs, all, evaluation, problems, "bind a variable of its name in a call of the op, or give it a default");
        return all;
    }

    /// <summary>
    /// Which output each binding of a call takes and which variable gets it. A key that is an output is the current form; else the
    /// value may name the output, as in the older reference.
    /// </summary>
    public static ImmutableArray<(string Output, string Variable)> Resolve(ImmutableArray<OpOutputDeclaration> bindings, ParameterDeclarations outputs, DiagnosticBag problems)
    {
        var resolved = ImmutableArray.CreateBuilder<(string Output, string Variable)>(bindings.Length);
        foreach (var binding in bindings)
        {
            if (outputs.Find(binding.Key) is not null) resolved.Add((binding.Key, binding.ValueName));
            else if (binding.Value is not null && outputs.Find(binding.ValueName) is not null)
            {
                resolved.Add((binding.ValueName, binding.Key));
                problems.Add(new Diagnostic(BindingRules.ReversedOutput, $"output '{binding.ValueName}' is bound in the older direction", binding.KeySpan)
                {
                    Fix = $"write {binding.ValueName}: $({binding.Key})",
                });
            }
            else problems.Add(Unknown(binding, outputs));
        }

        return resolved.ToImmutable();
    }

    private static Diagnostic Unknown(OpOutputDeclaration binding, ParameterDeclarations outputs)
    {
        var names = outputs.Select(o => o.Name).Order(StringComparer.Ordinal).ToList();
        return new Diagnostic(BindingRules.UnknownOutput, $"'{binding.Key}' is not an output of the op", binding.KeySpan)
        {
            Expected = names.Count == 0 ? "no bindings: the op has no outputs" : $"one of: {string.Join(", ", names)}",
            Fix = Suggestion.For(binding.Key, names) is { } near ? $"write '{near}'" : null,
        };
    }
}
