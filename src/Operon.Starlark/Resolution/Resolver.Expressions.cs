using System.Runtime.InteropServices;
using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;

namespace Operon.Starlark.Resolution;

/// <content>Expressions.</content>
internal sealed partial class Resolver
{
    private const int MostArguments = 255;

    private void Visit(Expression? expression)
    {
        if (DeepStack.IsShort)
        {
            DeepStack.Run((Self: this, expression), static s => s.Self.Visit(s.expression));
            return;
        }

        switch (expression)
        {
            case Identifier e:
                Use(e);
                break;
            case ParenthesizedExpression e:
                Visit(e.Inner);
                break;
            case ListExpression e:
                Visit(e.Items);
                break;
            case TupleExpression e:
                Visit(e.Items);
                break;
            case DictExpression e:
                foreach (var entry in e.Entries)
                {
                    Visit(entry.Key);
                    Visit(entry.Value);
                }

                break;
            case ConditionalExpression e:
                Visit(e.Condition);
                Visit(e.WhenTrue);
                Visit(e.WhenFalse);
                break;
            case IndexExpression e:
                Visit(e.Operand);
                Visit(e.Index);
                break;
            case SliceExpression e:
                Visit(e.Operand);
                Visit(e.From);
                Visit(e.To);
                Visit(e.Step);
                break;
            case DotExpression e:
                Visit(e.Operand);
                break;
            case UnaryExpression e:
                Visit(e.Operand);
                break;
            case BinaryExpression e:
                Visit(e.Left);
                Visit(e.Right);
                break;
            case CallExpression e:
                Visit(e);
                break;
            case LambdaExpression e:
                e.Scope = new FunctionScope("lambda", e.Position, e.Parameters);
                Function(e.Scope, () => Visit(e.Body));
                break;
            case Comprehension e:
                Visit(e);
                break;
        }
    }

    private void Visit(List<Expression> items)
    {
        foreach (var item in CollectionsMarshal.AsSpan(items)) Visit(item);
    }

    // What the first "for" walks is of the region around; everything else sees the variables of the comprehension.
    private void Visit(Comprehension comprehension)
    {
        if (Container.Function is { } function) function.Comprehensions++;
        else scope.Comprehensions++;
        var first = (ForClause)comprehension.Clauses[0];
        Visit(first.Iterable);
        Enter(function: null);
        Assign(first.Target, augmented: false);
        for (var i = 1; i < comprehension.Clauses.Count; i++)
        {
            switch (comprehension.Clauses[i])
            {
                case IfClause c:
                    Visit(c.Condition);
                    break;
                case ForClause c:
                    Assign(c.Target, augmented: false);
                    Visit(c.Iterable);
                    break;
            }
        }

        Visit(comprehension.Key);
        Visit(comprehension.Body);
        Leave();
    }

    private void Visit(CallExpression call)
    {
        Visit(call.Function);
        var positional = 0;
        var named = 0;
        var star = false;
        var starStar = false;
        HashSet<string>? seen = null;
        foreach (var argument in CollectionsMarshal.AsSpan(call.Arguments))
        {
            switch (argument.Kind)
            {
                case ArgumentKind.Positional:
                    positional++;
                    if (star) Error(argument.Value.Start, "positional argument may not follow *args");
                    else if (starStar) Error(argument.Value.Start, "positional argument may not follow **kwargs");
                    else if (named > 0) Error(argument.Value.Start, "positional argument may not follow named");
                    break;
                case ArgumentKind.Named:
                    named++;
                    if (starStar) Error(argument.Position, "keyword argument may not follow **kwargs");
                    else if (star) Error(argument.Position, "keyword argument may not follow *args");
                    if (!(seen ??= []).Add(argument.Name!)) Error(argument.Position, $"keyword argument {argument.Name} repeated");
                    break;
                case ArgumentKind.Star:
                    if (starStar) Error(argument.Position, "*args may not follow **kwargs");
                    else if (star) Error(argument.Position, "multiple *args not allowed");
                    star = true;
                    break;
                case ArgumentKind.StarStar:
                    if (starStar) Error(argument.Position, "multiple **kwargs not allowed");
                    starStar = true;
                    break;
            }

            Visit(argument.Value);
        }

        if (positional > MostArguments) Error(call.Start, $"{positional} positional arguments in call, limit is {MostArguments}");
        if (named > MostArguments) Error(call.Start, $"{named} keyword arguments in call, limit is {MostArguments}");
    }
}
