using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>Checks values against their declarations: there, of the right kind, within the constraints (specification, section 1.6).</summary>
public static class ParameterValidator
{
    /// <summary>Adds a diagnostic for everything that is wrong; <paramref name="fix"/> says how a missing value can be given.</summary>
    public static void Validate(ParameterDeclarations parameters, ImmutableDictionary<string, Value> values, Evaluation evaluation, DiagnosticBag problems, string? fix = null)
    {
        foreach (var parameter in parameters)
        {
            if (values.TryGetValue(parameter.Name, out var value)) ValidateValue(parameter, value, evaluation, problems);
            else
            {
                problems.Add(new Diagnostic(BindingRules.Required, $"'{parameter.Name}' is required and has no value", parameter.NameSpan)
                {
                    Expected = ArgumentBinder.TypeName(parameter.Type),
                    Fix = fix,
                });
            }
        }
    }

    /// <summary>Adds a diagnostic for everything that is wrong with one value.</summary>
    public static void ValidateValue(ParameterDeclaration parameter, Value value, Evaluation evaluation, DiagnosticBag problems)
    {
        switch (parameter.Type)
        {
            case ParameterType.Dir:
                ValidateEntry(parameter, value, (value as DirValue)?.Location, EntryKind.Directory, evaluation, problems);
                break;
            case ParameterType.File:
                ValidateEntry(parameter, value, (value as FileValue)?.Location, EntryKind.File, evaluation, problems);
                break;
            case ParameterType.Boolean or ParameterType.Socket:
                break;
            default:
                ValidateConstraints(parameter, value, evaluation, problems);
                break;
        }
    }

    private static void ValidateEntry(ParameterDeclaration parameter, Value value, Location? location, EntryKind wanted, Evaluation evaluation, DiagnosticBag problems)
    {
        var kind = location is null ? EntryKind.None : evaluation.Files.Find(location);
        if (kind == wanted) return;
        var noun = wanted == EntryKind.File ? "a file" : "a directory";
        var found = location is null ? $"it is {ValueText.WithArticle(value.Kind)}" : value.IsSecret ? (kind == EntryKind.None ? "it does not exist" : "it is something else") : kind == EntryKind.None ? $"{location} does not exist" : $"{location} is not one";
        problems.Add(new Diagnostic(BindingRules.WrongEntry, $"'{parameter.Name}' needs {noun}: {found}", parameter.NameSpan)
        {
            Expected = noun,
        });
    }

    private static void ValidateConstraints(ParameterDeclaration parameter, Value value, Evaluation evaluation, DiagnosticBag problems)
    {
        if (!ParameterCoercion.Coerce(value, parameter.Type, evaluation).TryGet(out var coerced, out var error))
        {
            problems.Add(new Diagnostic(BindingRules.ArgumentDoesNotFit, $"'{parameter.Name}' cannot be {ArgumentBinder.TypeName(parameter.Type)}", parameter.NameSpan) { Cause = error });
            return;
        }

        if (parameter.CompileConstraints(problems) is not { } constraint) return;
        foreach (var violation in constraint.Check(coerced))
        {
            problems.Add(new Diagnostic(BindingRules.BreaksConstraints, $"'{parameter.Name}{violation.Path}' {violation.Message}", parameter.NameSpan));
        }
    }
}
