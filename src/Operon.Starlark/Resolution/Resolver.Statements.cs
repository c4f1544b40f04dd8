using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;

namespace Operon.Starlark.Resolution;

/// <content>Statements and what they bind.</content>
internal sealed partial class Resolver
{
    private void Statements(List<Statement> statements)
    {
        if (DeepStack.IsShort)
        {
            DeepStack.Run((Self: this, statements), static s => s.Self.Statements(s.statements));
            return;
        }

        foreach (var statement in statements) Visit(statement);
    }

    private void Visit(Statement statement)
    {
        switch (statement)
        {
            case ExpressionStatement s:
                Visit(s.Expression);
                break;
            case BranchStatement s:
                if (loops == 0 && s.Kind != TokenKind.Pass) Error(s.Position, $"{s.Kind.Text()} not in a loop");
                break;
            case IfStatement s:
                Visit(s);
                break;
            case AssignStatement s:
                Visit(s.Value);
                Assign(s.Target, augmented: s.Kind != TokenKind.Equals);
                break;
            case DefStatement s:
                Bind(s.Name);
                s.Scope = new FunctionScope(s.Name.Name, s.Position, s.Parameters);
                Function(s.Scope, () => Statements(s.Body));
                break;
            case ForStatement s:
                if (AtTopLevel && !dialect.TopLevelControl) Error(s.Position, "for loop not within a function");
                Visit(s.Iterable);
                Assign(s.Target, augmented: false);
                LoopBody(s.Body);
                break;
            case WhileStatement s:
                if (!dialect.While) Unsupported(s.Position, "while loops");
                if (AtTopLevel && !dialect.TopLevelControl) Error(s.Position, "while loop not within a function");
                Visit(s.Condition);
                LoopBody(s.Body);
                break;
            case ReturnStatement s:
                if (AtTopLevel) Error(s.Position, "return statement not within a function");
                if (s.Result is not null) Visit(s.Result);
                break;
            case LoadStatement s:
                Visit(s);
                break;
        }
    }

    private void LoopBody(List<Statement> body)
    {
        loops++;
        Statements(body);
        loops--;
    }

    // An elif is an if within the else of the one before.
    private void Visit(IfStatement statement)
    {
        foreach (var branch in statement.Branches)
        {
            if (AtTopLevel && !dialect.TopLevelControl) Error(branch.Position, "if statement not within a function");
            Visit(branch.Condition);
            conditions++;
            Statements(branch.Body);
        }

        if (statement.Otherwise is not null) Statements(statement.Otherwise);
        conditions -= statement.Branches.Count;
    }

    private void Visit(LoadStatement statement)
    {
        if (!AtTopLevel) Error(statement.Position, "load statement within a function");
        else if (loops > 0) Error(statement.Position, "load statement within a loop");
        else if (conditions > 0) Error(statement.Position, "load statement within a conditional");
        foreach (var (to, from, position) in statement.Names)
        {
            if (from.Length == 0)
            {
                Error(position, "load: empty identifier");
                continue;
            }

            if (from[0] == '_') Error(position, $"load: names with leading underscores are not exported: {from}");
            if (dialect.LoadBindsGlobally) Bind(to);
            else if (BindLocal(to) && !dialect.GlobalReassign) Error(to.Position, $"cannot reassign top-level {to.Name}");
        }
    }

    private void Assign(Expression target, bool augmented)
    {
        if (DeepStack.IsShort)
        {
            DeepStack.Run((Self: this, target, augmented), static s => s.Self.Assign(s.target, s.augmented));
            return;
        }

        switch (target)
        {
            case Identifier name:
                Bind(name);
                break;
            case IndexExpression e:
                Visit(e.Operand);
                Visit(e.Index);
                break;
            case DotExpression e:
                Visit(e.Operand);
                break;
            case TupleExpression e:
                AssignItems(e, e.Items, augmented, "tuple");
                break;
            case ListExpression e:
                AssignItems(e, e.Items, augmented, "list");
                break;
            case ParenthesizedExpression e:
                Assign(e.Inner, augmented);
                break;
            default:
                Error(target.Start, $"can't assign to {target.Sort}");
                break;
        }
    }

    private void AssignItems(Expression target, List<Expression> items, bool augmented, string sort)
    {
        if (augmented) Error(target.Start, $"can't use {sort} expression in augmented assignment");
        foreach (var item in items) Assign(item, augmented);
    }

    private void Function(FunctionScope function, Action body)
    {
        foreach (var parameter in function.Parameters)
        {
            if (parameter.Default is not null) Visit(parameter.Default);
        }

        Enter(function);
        Parameters(function);
        var (outerLoops, outerConditions) = (loops, conditions);
        (loops, conditions) = (0, 0);
        body();
        (loops, conditions) = (outerLoops, outerConditions);
        block.ResolveLocals();
        Leave();
    }

    private void Parameters(FunctionScope function)
    {
        Parameter? star = null;
        Identifier? starStar = null;
        var seenOptional = false;
        foreach (var parameter in function.Parameters)
        {
            switch (parameter.Kind)
            {
                case ParameterKind.Required:
                    if (starStar is not null) Error(parameter.Position, $"required parameter may not follow **{starStar.Name}");
                    else if (star is not null) function.KeywordOnly++;
                    else if (seenOptional) Error(parameter.Position, "required parameter may not follow optional");
                    BindParameter(parameter.Name!, parameter.Position);
                    break;
                case ParameterKind.Optional:
                    if (starStar is not null) Error(parameter.Position, $"optional parameter may not follow **{starStar.Name}");
                    else if (star is not null) function.KeywordOnly++;
                    BindParameter(parameter.Name!, parameter.Position);
                    seenOptional = true;
                    break;
                case ParameterKind.Star:
                    if (starStar is not null) Error(parameter.Position, $"* parameter may not follow **{starStar.Name}");
                    else if (star is not null) Error(parameter.Position, "multiple * parameters not allowed");
                    else star = parameter;
                    break;
                case ParameterKind.StarStar:
                    if (starStar is not null) Error(parameter.Position, "multiple ** parameters not allowed");
                    starStar = parameter.Name;
                    break;
            }
        }

        if (star?.Name is { } rest)
        {
            BindParameter(rest, rest.Position);
            function.HasStar = true;
        }
        else if (star is not null && function.KeywordOnly == 0)
        {
            Error(star.Position, "bare * must be followed by keyword-only parameters");
        }

        if (starStar is null) return;
        BindParameter(starStar, starStar.Position);
        function.HasStarStar = true;
    }

    private void BindParameter(Identifier name, Position position)
    {
        if (Bind(name)) Error(position, $"duplicate parameter: {name.Name}");
    }
}
