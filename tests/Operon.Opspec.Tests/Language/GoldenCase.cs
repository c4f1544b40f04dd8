using System.Collections.Immutable;
using System.Text;
using Operon.Content.Locations;
using Operon.Opspec.Binding;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Predicates;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Testing;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Language;

/// <summary>
/// A golden case. <c>files</c> (path to content; <c>op/</c>, <c>caller/</c> or others) and <c>scope</c> (name to
/// <c>{type: value}</c>) are what is there; then any of
/// <list type="bullet">
/// <item><c>evaluate</c>: expressions; with <c>as</c>, a type, coerced to it; with <c>create</c>, <c>file</c> or <c>dir</c>, what is missing is made;</item>
/// <item><c>predicates</c>, <c>ranges</c>: one result each;</item>
/// <item><c>op</c>: an op.yml, with <c>arguments</c> (typed by a user for the root op) or <c>inputs</c> (passed by an op call in
/// <c>scope</c>), and <c>outbound</c> (what its run left, in place of running it).</item>
/// </list>
/// </summary>
internal sealed class GoldenCase : IDisposable
{
    private readonly Bench bench = new();
    private readonly StringBuilder output = new();
    private readonly MappingNode root;

    private GoldenCase(string yaml) => root = (MappingNode)Bench.Yaml(yaml);

    public static string Run(string yaml)
    {
        using var golden = new GoldenCase(yaml);
        golden.Arrange();
        golden.EvaluateAll();
        golden.DecideAll();
        golden.RangeAll();
        if (golden.root.Find("op") is { } op) golden.RunOp(((ScalarNode)op.Value).Text);
        return golden.output.ToString();
    }

    public void Dispose() => bench.Dispose();

    private void Arrange()
    {
        foreach (var file in Mapping("files")) bench.Files.Write(file.Key, ((ScalarNode)file.Value).Text);
        // One after the other: a literal may refer to the variables before it.
        foreach (var (name, value) in Values("scope")) bench.Scope = bench.Scope.With(name, value);
    }

    private IEnumerable<KeyValuePair<string, Value>> Values(string key) => Mapping(key).Select(v => KeyValuePair.Create(v.Key, Value(v.Value)));

    private Value Value(SyntaxNode node)
    {
        var (type, data) = ((MappingNode)node).Entries[0] is var entry ? (entry.Key, entry.Value) : default;
        return type switch
        {
            "dir" => new DirValue(bench.Files.At(((ScalarNode)data).Text)),
            "file" => new FileValue(bench.Files.At(((ScalarNode)data).Text)),
            "socket" => new SocketValue(((ScalarNode)data).Text),
            "string" => new StringValue(((ScalarNode)data).Text),
            "bytes" => new StringValue(new ByteString(Convert.FromHexString(((ScalarNode)data).Text))),
            "secret" => new StringValue(((ScalarNode)data).Text, SecretNames.Of("token")),
            "literal" => Expression.From(data).Evaluate(bench.Evaluation).Value,
            _ => PlainData.Of(data),
        };
    }

    private void EvaluateAll()
    {
        var type = root.Find("as") is { } asType ? Enum.Parse<ParameterType>(((ScalarNode)asType.Value).Text, ignoreCase: true) : (ParameterType?)null;
        var create = root.Find("create") is { } c ? ((ScalarNode)c.Value).Text : null;
        foreach (var node in Sequence("evaluate"))
        {
            var expression = Expression.From(node);
            var result = create is not null && expression is TextExpression text
                ? text.EvaluateReference(bench.Evaluation, create == "file" ? MissingEntry.CreateFile : MissingEntry.CreateDirectory)
                : expression.Evaluate(bench.Evaluation);
            if (type is { } target && result.TryGet(out var value, out _)) result = ParameterCoercion.Coerce(value, target, bench.Evaluation);
            Line(Source(node), bench.Show(result));
        }
    }

    private void DecideAll()
    {
        foreach (var node in Sequence("predicates"))
        {
            var (key, operand) = ((MappingNode)node).Entries[0] is var entry ? (entry.Key, entry.Value) : default;
            var predicate = new PredicateDeclaration
            {
                Operator = Operators[key],
                Span = node.Span,
                Operands = operand is SequenceNode operands ? [.. operands.Items.Select(Expression.From)] : [],
                Reference = operand as ScalarNode,
            };
            Line(Source(node), Predicate.Holds(predicate, bench.Evaluation).TryGet(out var holds, out var error) ? (holds ? "true" : "false") : bench.Show(error));
        }
    }

    private void RangeAll()
    {
        var vars = new LoopVarsDeclaration("i", "k", "v");
        foreach (var node in Sequence("ranges"))
        {
            if (!RangeBinder.Bind(Expression.From(node), bench.Evaluation).TryGet(out var items, out var error))
            {
                Line(Source(node), bench.Show(error));
                continue;
            }

            output.Append($"{Source(node)}\n");
            if (items.IsEmpty) output.Append("  (no items)\n");
            for (var i = 0; i < items.Length; i++)
            {
                output.Append("  ").Append(LoopBinder.Bind(vars, i, items[i], node.Span, bench.Evaluation).TryGet(out var scope, out error)
                    ? string.Join("; ", new[] { "i", "k", "v" }.Select(n => $"{n} = {bench.Writing.Of(scope.Find(n)!)}"))
                    : bench.Show(error)).Append('\n');
            }
        }
    }

    private void RunOp(string yaml)
    {
        var op = bench.Op(yaml);
        var inputs = root.Find("inputs") is not null ? Passed(op) : Typed(op);
        if (!bench.Problems.HasErrors) inputs = bench.Bind(op, inputs, isRoot: root.Find("inputs") is null);
        foreach (var (name, value) in inputs.OrderBy(i => i.Key, StringComparer.Ordinal)) output.Append($"input {name} = {bench.Writing.Of(value)}\n");
        if (!bench.Problems.HasErrors && op.Run is not null)
        {
            var scope = Scope.Of(bench.Files.Op).With(root.Find("inputs") is null ? bench.Scope.Variables : []).With(inputs);
            if (bench.Interpreter.Interpret(op.Run, new Evaluation(scope, bench.Files)).TryGet(out var call, out var error)) Call(call);
            else bench.Problems.Add(error);
        }

        if (root.Find("outbound") is not null)
        {
            var outputs = OutputBinder.Collect(op.Outputs, Values("outbound").ToDictionary(StringComparer.Ordinal), new Evaluation(Scope.Of(bench.Files.Op), bench.Files), bench.Problems);
            foreach (var (name, value) in outputs.OrderBy(i => i.Key, StringComparer.Ordinal)) output.Append($"output {name} = {bench.Writing.Of(value)}\n");
        }

        foreach (var problem in bench.Problems) output.Append($"{bench.Show(problem)}\n");
    }

    private ImmutableDictionary<string, Value> Passed(OpDeclaration op)
    {
        var arguments = Mapping("inputs").Select(e => new OpInputDeclaration(e.Key, e.KeySpan, e.Value is ScalarNode { Kind: ScalarKind.Null } or ScalarNode { Kind: ScalarKind.String, Text: "" } ? null : Expression.From(e.Value)));
        return ArgumentBinder.Bind(op.Inputs, [.. arguments], bench.Evaluation, bench.Problems);
    }

    private ImmutableDictionary<string, Value> Typed(OpDeclaration op)
    {
        var typed = new RootArgument(new Evaluation(Scope.Of(bench.Files.Op), bench.Files), bench.Files.Caller);
        var values = ImmutableDictionary<string, Value>.Empty;
        foreach (var argument in Mapping("arguments"))
        {
            if (op.Inputs.Find(argument.Key) is not { } input) bench.Problems.Add(ArgumentBinder.Undeclared(argument.Key, op.Inputs, null));
            else if (typed.Bind(input, ((ScalarNode)argument.Value).Text, "-a", bench.Problems) is { } value) values = values.SetItem(argument.Key, value);
        }

        return values;
    }

    private void Call(InterpretedCall call)
    {
        output.Append($"call {call.Call.Kind}{(call.Name is null ? "" : $" '{call.Name}'")}{(call.IsSkipped ? " skipped" : "")}\n");
        if (call.Op is { } directory) output.Append($"  op {bench.Writing.Of(directory)}\n");
        foreach (var scope in call.Iterations)
        {
            output.Append($"  iteration {string.Join("; ", scope.Variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key} = {bench.Writing.Of(v.Value)}"))}\n");
        }

        if (call.Container is not { } container) return;
        if (container.Command is { } words) output.Append($"  cmd {string.Join(' ', words.Select(w => (w.IsSecret ? "secret " : "") + ValueWriting.Quoted(w.Text)))}\n");
        foreach (var mount in container.Mounts) output.Append($"  {mount.Kind.ToString().ToLowerInvariant()} {mount.Path} is {bench.Writing.Of(mount.Location)}\n");
        foreach (var (name, value) in container.Environment) output.Append($"  env {name} = {bench.Writing.Of(value)}\n");
        output.Append($"  image {bench.Writing.Plain(container.Image.ToString())}\n");
        if (container.Image.Architecture is { } arch) output.Append($"  arch {arch}\n");
        if (container.Image.Username is { } user) output.Append($"  user {user} password {container.Image.Password}\n");
        if (container.Name is { } containerName) output.Append($"  name {containerName}\n");
        if (container.WorkDir is { } workDir) output.Append($"  workDir {workDir}\n");
        foreach (var (name, value) in container.Outputs.OrderBy(o => o.Key, StringComparer.Ordinal)) output.Append($"  sets {name} = {bench.Writing.Of(value)}\n");
    }

    private IEnumerable<MappingEntry> Mapping(string key) => root.Find(key)?.Value is MappingNode node ? node.Entries : [];

    private IEnumerable<SyntaxNode> Sequence(string key) => root.Find(key)?.Value is SequenceNode node ? node.Items : [];

    private void Line(string source, string result) => output.Append($"{source}\n  {result}\n");

    private static string Source(SyntaxNode node) => ValueJson.Write(PlainData.Of(node)).ToString();

    private static readonly Dictionary<string, PredicateOperator> Operators = new(StringComparer.Ordinal)
    {
        ["eq"] = PredicateOperator.Equal,
        ["ne"] = PredicateOperator.NotEqual,
        ["gt"] = PredicateOperator.GreaterThan,
        ["gte"] = PredicateOperator.GreaterThanOrEqual,
        ["lt"] = PredicateOperator.LessThan,
        ["lte"] = PredicateOperator.LessThanOrEqual,
        ["exists"] = PredicateOperator.Exists,
        ["notExists"] = PredicateOperator.NotExists,
    };
}
