using Operon.Content.Locations;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>
/// Turns what a user typed for an input of the root op into its value (specification, section 3). Nothing is interpolated: it is
/// data. Arrays and objects are read as YAML, paths are taken from the caller's directory.
/// </summary>
/// <param name="evaluation">The scope of the op without variables, and its files.</param>
/// <param name="callerDirectory">What relative paths start from.</param>
public sealed class RootArgument(Evaluation evaluation, LocalLocation callerDirectory)
{
    /// <summary>The value, checked against type and constraints; null with the reasons in <paramref name="problems"/>.</summary>
    /// <param name="input">The input.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="source">Where it comes from, for messages: <c>-a</c>, a file, a variable.</param>
    /// <param name="problems">Gets every problem.</param>
    public Value? Bind(ParameterDeclaration input, ByteString text, string source, DiagnosticBag problems) => Checked(input, Convert(input, text, source), source, problems);

    /// <summary>As <see cref="Bind"/>, of a text that an earlier run recorded: arrays and objects are JSON, by the rules of values.</summary>
    /// <inheritdoc cref="Bind"/>
    public Value? BindRecorded(ParameterDeclaration input, ByteString text, string source, DiagnosticBag problems) => Checked(
        input,
        input.Type is ParameterType.Array or ParameterType.Object ? ParameterCoercion.Coerce(ArgumentBinder.Secret(new StringValue(text), input), input.Type, evaluation) : Convert(input, text, source),
        source,
        problems);

    private Value? Checked(ParameterDeclaration input, Result<Value> converted, string source, DiagnosticBag problems)
    {
        if (!converted.TryGet(out var value, out var error))
        {
            problems.Add(new Diagnostic(BindingRules.ArgumentDoesNotFit, $"'{input.Name}' from {source} is invalid: it cannot be {ArgumentBinder.TypeName(input.Type)}")
            {
                // The cause says what it expects itself.
                Expected = input.IsSecret ? error.Expected ?? ArgumentBinder.TypeName(input.Type) : error.Expected is null ? ArgumentBinder.TypeName(input.Type) : null,
                Cause = input.IsSecret ? null : error,
            });
            return null;
        }

        value = ArgumentBinder.Secret(value, input);
        var found = new DiagnosticBag();
        ParameterValidator.ValidateValue(input, value, evaluation, found);
        foreach (var problem in found) problems.Add(problem with { Message = $"{problem.Message} (from {source})" });
        return found.HasErrors ? null : value;
    }

    private Result<Value> Convert(ParameterDeclaration input, ByteString text, string source)
    {
        switch (input.Type)
        {
            case ParameterType.Array or ParameterType.Object:
                return Data(input, text, source);
            case ParameterType.Dir or ParameterType.File:
                return Entry(input, text);
            case ParameterType.Socket:
                return new SocketValue(text.ToString());
            default:
                return ParameterCoercion.Coerce(ArgumentBinder.Secret(new StringValue(text), input), input.Type, evaluation);
        }
    }

    private Result<Value> Data(ParameterDeclaration input, ByteString text, string source)
    {
        var problems = new DiagnosticBag();
        var node = YamlReader.Read(new SourceText(source, text.ToString()), YamlLimits.OpFile, problems);
        if (node is null || problems.HasErrors) return problems.First(p => p.Severity == DiagnosticSeverity.Error);
        var value = PlainData.Of(node);
        if (value is NullValue)
        {
            return new Diagnostic(CoercionRules.Incompatible, "it is empty") { Expected = input.Type == ParameterType.Array ? "an array such as [a, b]" : "an object such as {a: b}" };
        }

        return ParameterCoercion.Coerce(ArgumentBinder.Secret(value, input), input.Type, evaluation);
    }

    private Result<Value> Entry(ParameterDeclaration input, ByteString text)
    {
        if (text.Span.Contains((byte)0)) return new Diagnostic(BindingRules.ZeroByte, "it holds a zero byte") { Expected = "a path" };
        var path = text.ToString();
        var location = path.StartsWith('/') ? new LocalLocation(path) : callerDirectory.Append(path);
        var wanted = input.Type == ParameterType.Dir ? EntryKind.Directory : EntryKind.File;
        var found = evaluation.Files.Find(location);
        if (found == wanted) return input.Type == ParameterType.Dir ? new DirValue(location) : new FileValue(location);
        var noun = wanted == EntryKind.Directory ? "a directory" : "a file";
        return new Diagnostic(BindingRules.WrongEntry, found == EntryKind.None ? $"{location} does not exist" : $"{location} is not {noun}")
        {
            Expected = $"the path of {noun}",
            Fix = path.StartsWith('~') ? "'~' is not expanded; write $HOME" : null,
        };
    }
}
