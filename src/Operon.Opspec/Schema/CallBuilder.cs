using System.Collections.Immutable;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Schema;

/// <summary>Makes the declarations of calls that were checked.</summary>
/// <param name="inputs">The inputs of the op, by which references of older days are recognised.</param>
/// <param name="diagnostics">Gets the warnings.</param>
internal sealed class CallBuilder(ParameterDeclarations inputs, DiagnosticBag diagnostics)
{
    /// <summary>A call of any kind.</summary>
    public CallDeclaration Build(SyntaxNode node)
    {
        var call = (MappingNode)node;
        foreach (var entry in call.Entries)
        {
            switch (entry.Key)
            {
                case "container": return Container(call, entry);
                case "op": return Op(call, entry);
                case "parallel": return new ParallelCallDeclaration
                {
                    Span = entry.KeySpan, Name = Name(call), Description = Description(call), If = If(call), Needs = Needs(call),
                    Calls = Calls(entry.Value),
                };
                case "serial": return new SerialCallDeclaration
                {
                    Span = entry.KeySpan, Name = Name(call), Description = Description(call), If = If(call), Needs = Needs(call),
                    Calls = Calls(entry.Value),
                };
                case "parallelLoop": return ParallelLoop(call, entry);
                case "serialLoop": return SerialLoop(call, entry);
                default: continue;
            }
        }

        throw new InvalidOperationException($"{node.Span}: a call without kind was not refused");
    }

    private static Expression? Name(MappingNode call) => Optional(call, "name");

    private static string? Description(MappingNode call) => DeclarationBuilder.Text(call, "description");

    private static ImmutableArray<PredicateDeclaration>? If(MappingNode call) => Predicates(call, "if");

    private static ImmutableArray<NeedDeclaration> Needs(MappingNode call) =>
        call.Find("needs")?.Value is SequenceNode needs ? [.. needs.Items.Select(n => new NeedDeclaration(((ScalarNode)n).Text, n.Span))] : [];

    private ImmutableArray<CallDeclaration> Calls(SyntaxNode node) => [.. ((SequenceNode)node).Items.Select(Build)];

    private ContainerCallDeclaration Container(MappingNode call, MappingEntry entry)
    {
        var container = (MappingNode)entry.Value;
        return new ContainerCallDeclaration
        {
            Span = entry.KeySpan,
            Name = Name(call),
            Description = Description(call),
            If = If(call),
            Needs = Needs(call),
            Cmd = Optional(container, "cmd"),
            Dirs = Entries(container, "dirs", Mount),
            Files = Entries(container, "files", File),
            EnvVars = Optional(container, "envVars"),
            Image = Image((MappingNode)container.Find("image")!.Value),
            ContainerName = container.Find("name") is { } name ? OfText(name.Value) : null,
            Ports = Entries(container, "ports", e => new PortDeclaration(e.Key, e.KeySpan, ((ScalarNode)e.Value).Text, e.Value.Span)),
            Sockets = Entries(container, "sockets", e => new SocketDeclaration(e.Key, e.KeySpan, ReferenceText.Trim(((ScalarNode)e.Value).Text), e.Value.Span)),
            WorkDir = Optional(container, "workDir"),
            Privileged = container.Find("privileged")?.Value is ScalarNode { Boolean: true },
            Limits = container.Find("limits")?.Value is MappingNode limits ? Limits(limits) : null,
        };
    }

    private static MountDeclaration Mount(MappingEntry entry) => new(entry.Key, entry.KeySpan, OrNull(entry.Value));

    private MountDeclaration File(MappingEntry entry)
    {
        if (entry.Value is ScalarNode { Kind: ScalarKind.String } text && inputs.TryFind(text.Text, out _))
        {
            diagnostics.Add(new Diagnostic(SchemaRules.BareReference, $"the file {Wording.Shown(entry.Key)} gets the text '{Wording.Shown(text.Text)}', not the input of that name", text.Span)
            {
                Fix = $"write $({text.Text}) for the input",
            });
        }

        return Mount(entry);
    }

    private static ImageDeclaration Image(MappingNode image) => new(
        OfText(image.Find("ref")!.Value),
        (image.Find("platform")?.Value as MappingNode)?.Find("arch")?.Value is { } architecture && !IsNull(architecture) ? OfText(architecture) : null,
        PullCreds(image));

    private static PullCredsDeclaration? PullCreds(MappingNode owner) => owner.Find("pullCreds")?.Value is MappingNode creds
        ? new PullCredsDeclaration(OfText(creds.Find("username")!.Value), OfText(creds.Find("password")!.Value))
        : null;

    private static LimitsDeclaration Limits(MappingNode limits) => new(
        limits.Find("memory")?.Value is ScalarNode memory ? Bytes(memory) : null,
        limits.Find("cpus")?.Value is ScalarNode cpus ? cpus.Number : null,
        limits.Find("pids")?.Value is ScalarNode pids ? (long)pids.Number : null);

    private static long Bytes(ScalarNode memory) =>
        memory.Kind == ScalarKind.String && ByteSize.TryParse(memory.Text, out var bytes) ? bytes : (long)memory.Number;

    private static OpCallDeclaration Op(MappingNode call, MappingEntry entry)
    {
        var op = (MappingNode)entry.Value;
        var place = op.Find("pkg")?.Value as MappingNode ?? op;
        var reference = (ScalarNode)place.Find("ref")!.Value;
        return new OpCallDeclaration
        {
            Span = entry.KeySpan,
            Name = Name(call),
            Description = Description(call),
            If = If(call),
            Needs = Needs(call),
            Ref = reference.Text,
            RefSpan = reference.Span,
            Inputs = Entries(op, "inputs", e => new OpInputDeclaration(e.Key, e.KeySpan, IsEmptyText(e.Value) ? null : OrNull(e.Value))),
            Outputs = Entries(op, "outputs", Output),
            PullCreds = PullCreds(op) ?? PullCreds(place),
        };
    }

    private static bool IsEmptyText(SyntaxNode node) => node is ScalarNode { Kind: ScalarKind.String, Text: "" };

    private static OpOutputDeclaration Output(MappingEntry entry) => entry.Value is ScalarNode { Kind: ScalarKind.String } value
        ? new(entry.Key, entry.KeySpan, value.Text, value.Span)
        : new(entry.Key, entry.KeySpan, null, entry.KeySpan);

    private ParallelLoopDeclaration ParallelLoop(MappingNode call, MappingEntry entry)
    {
        var loop = (MappingNode)entry.Value;
        return new ParallelLoopDeclaration
        {
            Span = entry.KeySpan,
            Name = Name(call),
            Description = Description(call),
            If = If(call),
            Needs = Needs(call),
            Range = Expression.From(loop.Find("range")!.Value),
            Run = Build(loop.Find("run")!.Value),
            Vars = Vars(loop),
        };
    }

    private SerialLoopDeclaration SerialLoop(MappingNode call, MappingEntry entry)
    {
        var loop = (MappingNode)entry.Value;
        return new SerialLoopDeclaration
        {
            Span = entry.KeySpan,
            Name = Name(call),
            Description = Description(call),
            If = If(call),
            Needs = Needs(call),
            Range = Optional(loop, "range"),
            Until = Predicates(loop, "until"),
            Run = Build(loop.Find("run")!.Value),
            Vars = Vars(loop),
        };
    }

    private static LoopVarsDeclaration Vars(MappingNode loop) => loop.Find("vars")?.Value is MappingNode vars
        ? new(Variable(vars, "index"), Variable(vars, "key"), Variable(vars, "value"))
        : LoopVarsDeclaration.None;

    private static string? Variable(MappingNode vars, string property) =>
        DeclarationBuilder.Text(vars, property) is { } text ? ReferenceText.Trim(text) : null;

    private static ImmutableArray<PredicateDeclaration>? Predicates(MappingNode owner, string property) =>
        owner.Find(property)?.Value is SequenceNode list ? [.. list.Items.Select(Predicate)] : null;

    private static PredicateDeclaration Predicate(SyntaxNode node)
    {
        foreach (var entry in ((MappingNode)node).Entries)
        {
            if (OperatorOf(entry.Key) is not { } op) continue;
            return new PredicateDeclaration
            {
                Operator = op,
                Span = entry.KeySpan,
                Operands = entry.Value is SequenceNode operands ? [.. operands.Items.Select(Expression.From)] : [],
                Reference = entry.Value as ScalarNode,
            };
        }

        throw new InvalidOperationException($"{node.Span}: a predicate without operator was not refused");
    }

    private static PredicateOperator? OperatorOf(string key) => key switch
    {
        "eq" => PredicateOperator.Equal,
        "ne" => PredicateOperator.NotEqual,
        "gt" => PredicateOperator.GreaterThan,
        "gte" => PredicateOperator.GreaterThanOrEqual,
        "lt" => PredicateOperator.LessThan,
        "lte" => PredicateOperator.LessThanOrEqual,
        "exists" => PredicateOperator.Exists,
        "notExists" => PredicateOperator.NotExists,
        _ => null,
    };

    private static Expression? Optional(MappingNode node, string property) => node.Find(property) is { } entry ? OrNull(entry.Value) : null;

    private static Expression? OrNull(SyntaxNode node) => IsNull(node) ? null : Expression.From(node);

    private static bool IsNull(SyntaxNode node) => node is ScalarNode { Kind: ScalarKind.Null };

    /// <summary>The expression of a field that is a text in the original: a number or boolean becomes one first.</summary>
    private static Expression OfText(SyntaxNode node) =>
        Expression.From(node is ScalarNode { Kind: ScalarKind.Number or ScalarKind.Boolean } scalar ? ScalarNode.String(scalar.Span, scalar.Text) : node);

    private static ImmutableArray<T> Entries<T>(MappingNode owner, string property, Func<MappingEntry, T> make) =>
        owner.Find(property)?.Value is MappingNode node ? [.. node.Entries.Select(make)] : [];
}
