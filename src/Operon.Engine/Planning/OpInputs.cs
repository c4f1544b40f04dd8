using System.Collections.Immutable;
using Operon.Engine.Sources;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Planning;

/// <summary>
/// Binds the inputs of a call of an op one by one (specification, section 1.6), so that one that is known only when it runs keeps
/// none of the others from being checked.
/// </summary>
internal sealed class OpInputs(PlanContext plan, LoadedOp op, PlanScope caller, DiagnosticBag problems)
{
    private readonly SortedDictionary<string, PlannedText> shown = new(StringComparer.Ordinal);
    private readonly HashSet<string> unknown = new(StringComparer.Ordinal);

    /// <summary>The values by name.</summary>
    public ImmutableDictionary<string, Value> Values { get; private set; } = ImmutableDictionary.Create<string, Value>(StringComparer.Ordinal);

    /// <summary>The values as the caller sees them.</summary>
    public IEnumerable<KeyValuePair<string, PlannedText>> Shown => shown;

    /// <summary>How a value of a type is held while it is not known.</summary>
    public static ValueKind KindOf(ParameterType type) => type switch
    {
        ParameterType.Dir => ValueKind.Dir,
        ParameterType.Socket => ValueKind.Socket,
        _ => ValueKind.File,
    };

    /// <summary>Binds arguments, then defaults, then checks what is known; problems go to the bag.</summary>
    public void Bind(ImmutableArray<OpInputDeclaration> arguments)
    {
        foreach (var argument in arguments) Argument(argument);
        if (problems.HasErrors) return;
        var own = Scope.Of(op.Directory);
        foreach (var input in op.Declaration.Inputs)
        {
            if (input.Default is not null && !Values.ContainsKey(input.Name)) Default(input, own);
            if (problems.HasErrors || unknown.Contains(input.Name)) continue;
            var found = new DiagnosticBag();
            var looked = plan.Files.Look<bool>(own, e =>
            {
                ParameterValidator.Validate(new ParameterDeclarations([input]), Values, e, found, "pass it in the inputs of the call, or give it a default");
                return true;
            });
            if (looked.IsKnown) problems.AddRange(found);
        }
    }

    private void Argument(OpInputDeclaration argument)
    {
        var found = new DiagnosticBag();
        var looked = plan.Files.Look<ImmutableDictionary<string, Value>>(caller.Scope, e => ArgumentBinder.Bind(op.Declaration.Inputs, [argument], e, found));
        if (op.Declaration.Inputs.Find(argument.Name) is not { } input)
        {
            problems.AddRange(found);
            return;
        }

        var written = argument.Value is null ? $"$({argument.Name})" : argument.Value.Syntax is ScalarNode scalar ? scalar.Text : argument.Value.Span.Text.ToString();
        var value = looked.Result.Value.GetValueOrDefault(input.Name);
        if (!looked.IsKnown || (found.HasErrors && IsUncertain(argument)))
        {
            var text = value is null || value.Kind is ValueKind.Dir or ValueKind.File ? PlanTexts.AsWritten(written, looked.Unknown) : plan.Texts.Show(value, caller.Scope) with { Unknown = looked.Unknown };
            Unknown(input, text with { Secrets = value?.Secrets.Names ?? text.Secrets }, value?.Secrets ?? default);
            return;
        }

        problems.AddRange(found);
        if (value is null) return;
        Values = Values.SetItem(input.Name, value);
        var known = plan.Texts.Show(value, caller.Scope);
        shown[input.Name] = known.Text.Length == 0 && known.IsCreated ? known with { Text = written } : known;
    }

    private void Default(ParameterDeclaration input, Scope own)
    {
        var found = new DiagnosticBag();
        var looked = plan.Files.Look<Value?>(own, e => new DefaultBinder(e).ValueOf(input, found));
        if (!looked.IsKnown)
        {
            Unknown(input, PlanTexts.AsWritten(input.Default!.Span.Text.ToString(), looked.Unknown), default);
            return;
        }

        problems.AddRange(found);
        if (looked.Result.Value is not { } value) return;
        Values = Values.SetItem(input.Name, value);
        shown[input.Name] = plan.Texts.Show(value, own);
    }

    private void Unknown(ParameterDeclaration input, PlannedText text, SecretNames secrets)
    {
        if (input.IsSecret) secrets = secrets.With(SecretNames.Of(input.Name));
        unknown.Add(input.Name);
        Values = Values.SetItem(input.Name, plan.Files.Unknown(input.Name, KindOf(input.Type), secrets));
        shown[input.Name] = text;
    }

    private bool IsUncertain(OpInputDeclaration argument) =>
        argument.Value is null ? caller.Uncertain.Contains(argument.Name) : Mentions.Any([argument.Value], caller.Uncertain);
}
