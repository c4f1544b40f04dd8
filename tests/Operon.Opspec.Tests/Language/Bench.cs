using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Binding;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.References;
using Operon.Opspec.Schema;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Testing;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Language;

/// <summary>A directory with an op in it and a scope, in which pieces of the language are evaluated.</summary>
internal sealed class Bench : IDisposable
{
    public Bench()
    {
        Scope = Scope.Of(Files.Op);
        Writing = new ValueWriting(Files);
    }

    public TemporaryOpFiles Files { get; } = new();

    public ValueWriting Writing { get; }

    public Scope Scope { get; set; }

    public Evaluation Evaluation => new(Scope, Files);

    /// <summary>What the parts of a call told that is no error.</summary>
    public DiagnosticBag Problems { get; } = [];

    /// <summary>With a file below the case's directory, such as <c>op/data.json</c>.</summary>
    public Bench File(string path, string content)
    {
        Files.Write(path, content);
        return this;
    }

    /// <summary>With a variable that is text, or whatever <paramref name="value"/> is.</summary>
    public Bench Variable(string name, Value value)
    {
        Scope = Scope.With(name, value);
        return this;
    }

    /// <summary>With a variable: JSON as a value from outside, or a text.</summary>
    public Bench Variable(string name, string text) => Variable(name, new StringValue(text));

    /// <summary>With a variable whose value is written as in an op.yml, without references.</summary>
    public Bench Data(string name, string yaml) => Variable(name, PlainData.Of(Yaml(yaml)));

    /// <summary>With a directory below the case's directory as variable.</summary>
    public Bench Directory(string name, string path)
    {
        Files.Write(path.TrimEnd('/') + "/", "");
        return Variable(name, new DirValue(Files.At(path)));
    }

    /// <summary>With a file below the case's directory as variable.</summary>
    public Bench FileVariable(string name, string path) => Variable(name, new FileValue(Files.At(path)));

    /// <summary>The value of an expression, as golden files show it, or the error.</summary>
    public string Evaluate(string yaml) => Show(Expression.From(Yaml(yaml)).Evaluate(Evaluation));

    /// <summary>The value of an expression as a type.</summary>
    public string Coerce(string yaml, ParameterType type)
    {
        if (!Expression.From(Yaml(yaml)).Evaluate(Evaluation).TryGet(out var value, out var error)) return Show(error);
        return Show(ParameterCoercion.Coerce(value, type, Evaluation));
    }

    /// <summary>The value of a text where what is missing is created.</summary>
    public string Create(string yaml, MissingEntry missing) =>
        Show(Expression.From(Yaml(yaml)) is TextExpression text ? text.EvaluateReference(Evaluation, missing) : Expression.From(Yaml(yaml)).Evaluate(Evaluation));

    /// <summary>The op of a text; the first error if it is refused.</summary>
    public OpDeclaration Op(string yaml)
    {
        var found = new DiagnosticBag();
        var op = OpReader.Read(new SourceText("op.yml", yaml), found);
        foreach (var warning in found) Problems.Add(warning);
        return op ?? throw new InvalidOperationException(string.Join("; ", found.Select(Show)));
    }

    /// <summary>Binds defaults of an op and checks them, as for the root op that is called from the caller's directory or for a nested one.</summary>
    public ImmutableDictionary<string, Value> Bind(OpDeclaration op, ImmutableDictionary<string, Value> arguments, bool isRoot)
    {
        var own = new Evaluation(Scope.Of(Files.Op), Files);
        var values = new DefaultBinder(own, isRoot ? Files.Caller : null).Apply(op.Inputs, arguments, Problems);
        if (!Problems.HasErrors) ParameterValidator.Validate(op.Inputs, values, own, Problems);
        return values;
    }

    /// <summary>Binds a root op to what was typed and interprets its call.</summary>
    public Result<InterpretedCall> Run(string opYml, params (string Name, string Text)[] arguments)
    {
        var op = Op(opYml);
        var own = new Evaluation(Scope.Of(Files.Op), Files);
        var typed = new RootArgument(own, Files.Caller);
        var values = ImmutableDictionary<string, Value>.Empty;
        foreach (var (name, text) in arguments)
        {
            if (typed.Bind(op.Inputs.Find(name)!, text, "-a", Problems) is { } value) values = values.SetItem(name, value);
        }

        if (!Problems.HasErrors) values = Bind(op, values, isRoot: true);
        if (Problems.FirstOrDefault(p => p.Severity == DiagnosticSeverity.Error) is { } problem) return problem;
        return Interpreter.Interpret(op.Run!, new Evaluation(own.Scope.With(Scope.Variables).With(values), Files));
    }

    /// <summary>The container of a root op.</summary>
    public BoundContainer Container(string opYml, params (string Name, string Text)[] arguments) => Run(opYml, arguments).Value.Container!;

    /// <summary>The interpreter of calls; ops are found beside and below the op.</summary>
    public CallInterpreter Interpreter { get; } = new((call, evaluation) =>
    {
        if (!call.Ref.StartsWith("$(", StringComparison.Ordinal)) return evaluation.Scope.OpDirectory.Append(call.Ref);
        if (!Expression.From(ScalarNode.String(call.RefSpan, call.Ref)).Evaluate(evaluation).TryGet(out var value, out var error)) return error;
        return value is DirValue dir ? dir.Location : new Diagnostic(BindingRules.WrongEntry, $"'{call.Ref}' is no directory", call.RefSpan);
    });

    public string Show(Diagnostic diagnostic)
    {
        var codes = new List<string>();
        for (var at = diagnostic; at is not null; at = at.Cause) codes.Add(at.Code);
        var severity = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        return $"{severity} {string.Join('/', codes)}: {Writing.Plain(diagnostic.ToString()).ReplaceLineEndings("\\n")}";
    }

    public string Show<T>(Result<T> result)
        where T : Value => result.TryGet(out var value, out var error) ? Writing.Of(value) : Show(error);

    public static SyntaxNode Yaml(string yaml)
    {
        var problems = new DiagnosticBag();
        return YamlReader.Read(new SourceText("yaml", yaml), new YamlLimits(1 << 24, 256, 1_000_000), problems)
            ?? throw new ArgumentException(string.Join("; ", problems), nameof(yaml));
    }

    public void Dispose() => Files.Dispose();
}
