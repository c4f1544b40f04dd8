using Operon.Starlark.Execution;
using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Execution.Statements;
using Operon.Starlark.Resolution;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Compilation;

/// <content>Statements.</content>
internal sealed partial class Compiler
{
    private static readonly FlowStep Pass = new(Flow.Next);
    private static readonly FlowStep Break = new(Flow.Break);
    private static readonly FlowStep Continue = new(Flow.Continue);

    private Step Block(List<Statement> statements)
    {
        if (DeepStack.IsShort) return DeepStack.Run((Self: this, statements), static s => s.Self.Block(s.statements));
        nesting++;
        var steps = new List<Step>(statements.Count);
        foreach (var statement in statements)
        {
            var step = Compile(statement);
            if (file.Observed) step = new ObservedStep(statement.Start, step);
            if (step != Pass) steps.Add(step);
        }

        nesting--;
        var block = steps switch
        {
            [] => Pass,
            [var step] => step,
            _ => new BlockStep([.. steps]),
        };
        return nesting > 0 && nesting % NestingWithoutCheck == 0 ? new DeepStep(block) : block;
    }

    private Step Compile(Statement statement)
    {
        switch (statement)
        {
            case ExpressionStatement { Expression: Literal }:
                return Pass;
            case ExpressionStatement s:
                return new ExpressionStep(Compile(s.Expression));
            case BranchStatement s:
                return s.Kind == TokenKind.Break ? Break : s.Kind == TokenKind.Continue ? Continue : Pass;
            case ReturnStatement s:
                return new ReturnStep(s.Result is null ? new ConstantNode(Value.None) : Compile(s.Result));
            case AssignStatement { Kind: TokenKind.Equals } s:
                return Assign(s);
            case AssignStatement s:
                return Augment(s);
            case DefStatement s:
                return new AssignStep(VariableTarget(s.Name), Def(s));
            case IfStatement s:
                return If(s);
            case ForStatement s:
                return new ForStep(s.Position, Target(s.Target, s.Position), Compile(s.Iterable), Block(s.Body));
            case WhileStatement s:
                return new WhileStep(Compile(s.Condition), Block(s.Body));
            default:
                var load = (LoadStatement)statement;
                return new LoadStep(load.Position, (string)load.Module.Value, load.Names.Map(this, static (_, name) => (VariableTarget(name.To), name.From)));
        }
    }

    private Step If(IfStatement statement)
    {
        var otherwise = statement.Otherwise is null ? null : Block(statement.Otherwise);
        if (statement.Branches is [var only]) return new IfStep(Compile(only.Condition), Block(only.Body), otherwise);
        return new ChainStep(statement.Branches.Map(this, static (self, branch) => (self.Compile(branch.Condition), self.Block(branch.Body))), otherwise);
    }

    private Step Assign(AssignStatement assignment)
    {
        var target = Bare(assignment.Target);
        if (target is IndexExpression index) return new AssignIndexStep(index.Bracket, Compile(index.Operand), Compile(index.Index), Compile(assignment.Value));
        if (Items(target) is { Count: > 1 } targets && Bare(assignment.Value) is TupleExpression { Items: var values } && values.Count == targets.Count)
        {
            return targets is [Identifier { Binding: { Scope: Scope.Local } first }, Identifier { Binding: { Scope: Scope.Local } second }]
                ? new AssignTwoLocalsStep(first.Index, second.Index, Compile(values[0]), Compile(values[1]))
                : new AssignManyStep(Targets(targets, assignment.Position), Compile(values));
        }

        var value = Compile(assignment.Value);
        return target is Identifier { Binding: { Scope: Scope.Local } local }
            ? new AssignLocalStep(local.Index, value)
            : new AssignStep(Target(target, assignment.Position), value);
    }

    private Step Augment(AssignStatement assignment)
    {
        var value = Compile(assignment.Value);
        var token = assignment.Kind.Operator();
        switch (Bare(assignment.Target))
        {
            case IndexExpression e:
                return new AugmentIndexStep(assignment.Position, OperatorNodes.Operator(token), e.Bracket, Compile(e.Operand), Compile(e.Index), value);
            case DotExpression e:
                return new AugmentAttributeStep(assignment.Position, OperatorNodes.Operator(token), e.Dot, Compile(e.Operand), e.Name, value);
            default:
                var name = (Identifier)Bare(assignment.Target);
                return Variable(name) is LocalNode local
                    ? OperatorNodes.AugmentLocal(assignment.Position, token, local, value)
                    : new AugmentVariableStep(assignment.Position, OperatorNodes.Operator(token), Variable(name), VariableTarget(name), value);
        }
    }

    private static List<Expression>? Items(Expression target) => target switch
    {
        TupleExpression tuple => tuple.Items,
        ListExpression list => list.Items,
        _ => null,
    };

    private static Expression Bare(Expression expression)
    {
        while (expression is ParenthesizedExpression inner) expression = inner.Inner;
        return expression;
    }
}
