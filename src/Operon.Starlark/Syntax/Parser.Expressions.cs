using Operon.Starlark.Execution;

namespace Operon.Starlark.Syntax;

/// <content>Expressions.</content>
internal sealed partial class Parser
{
    private Expression Expression(bool inParens)
    {
        var first = Test();
        if (token != TokenKind.Comma) return first;
        List<Expression> items = [first];
        MoreItems(items, trailingComma: inParens);
        return new TupleExpression(first.Start, items);
    }

    private void MoreItems(List<Expression> items, bool trailingComma)
    {
        while (token == TokenKind.Comma)
        {
            var comma = Next();
            if (EndsItems())
            {
                if (!trailingComma) throw new ParseException(comma, "unparenthesized tuple with trailing comma");
                return;
            }

            items.Add(Test());
        }
    }

    private bool EndsItems() => token is TokenKind.EndOfFile or TokenKind.Newline or TokenKind.Equals or TokenKind.RightBrace
        or TokenKind.RightBracket or TokenKind.RightParen or TokenKind.Semicolon;

    private Expression Test()
    {
        if (token == TokenKind.Lambda) return Lambda(conditional: true);
        var expression = Operation(level: 0);
        if (token != TokenKind.If) return expression;
        var position = Next();
        var condition = Operation(level: 0);
        if (token != TokenKind.Else) throw new ParseException(position, "conditional expression without else clause");
        Next();
        return new ConditionalExpression(condition, expression, DeepStack.IsShort ? DeepStack.Run(Test) : Test());
    }

    private LambdaExpression Lambda(bool conditional)
    {
        var position = Next();
        List<Parameter> parameters = token == TokenKind.Colon ? [] : Parameters();
        Consume(TokenKind.Colon);
        Func<Expression> body = conditional ? Test : Condition;
        return new LambdaExpression(position, parameters, DeepStack.IsShort ? DeepStack.Run(body) : body());
    }

    // A test without "if … else …" at its end, as the filter of a comprehension has it.
    private Expression Condition() => token == TokenKind.Lambda ? Lambda(conditional: false) : Operation(level: 0);

    // Operators that bind at least as strongly as the level, from left to right.
    private Expression Operation(int level)
    {
        // There are few levels above; whatever nests deeper comes by here again.
        if (level <= Tokens.NotLevel && DeepStack.IsShort) return DeepStack.Run((Self: this, level), static s => s.Self.Operation(s.level));
        Expression left;
        if (token == TokenKind.Not && level <= Tokens.NotLevel)
        {
            left = new UnaryExpression(Next(), TokenKind.Not, Operation(Tokens.NotLevel));
        }
        else
        {
            left = Primary();
        }

        for (var previous = -1; ;)
        {
            if (token == TokenKind.Not)
            {
                Next();
                if (token != TokenKind.In) throw Error($"got {token.Quoted()}, want in");
                token = TokenKind.NotIn;
            }

            var strength = token.Level();
            if (strength < level) return left;
            if (strength == Tokens.ComparisonLevel && previous == strength)
            {
                throw Error($"{((BinaryExpression)left).Operator.Text()} does not associate with {token.Text()} (use parens)");
            }

            var @operator = token;
            left = new BinaryExpression(left, Next(), @operator, Operation(strength + 1));
            previous = strength;
        }
    }

    // An operand with the calls, indices and attributes behind it.
    private Expression Primary()
    {
        var expression = Operand();
        while (true)
        {
            switch (token)
            {
                case TokenKind.Dot:
                    var dot = Next();
                    expression = new DotExpression(expression, dot, Name().Name);
                    break;
                case TokenKind.LeftBracket:
                    expression = IndexOrSlice(expression);
                    break;
                case TokenKind.LeftParen:
                    var paren = Next();
                    var arguments = Arguments();
                    Consume(TokenKind.RightParen);
                    expression = new CallExpression(expression, paren, arguments);
                    break;
                default:
                    return expression;
            }
        }
    }

    private Expression IndexOrSlice(Expression operand)
    {
        var bracket = Next();
        Expression? from = null, to = null, step = null;
        if (token != TokenKind.Colon)
        {
            from = Expression(inParens: false);
            if (token == TokenKind.RightBracket)
            {
                Next();
                return new IndexExpression(operand, bracket, from);
            }
        }

        if (token == TokenKind.Colon)
        {
            Next();
            if (token is not (TokenKind.Colon or TokenKind.RightBracket)) to = Test();
        }

        if (token == TokenKind.Colon)
        {
            Next();
            if (token != TokenKind.RightBracket) step = Test();
        }

        Consume(TokenKind.RightBracket);
        return new SliceExpression(operand, bracket, from, to, step);
    }

    private List<Argument> Arguments()
    {
        var arguments = new List<Argument>();
        while (token is not (TokenKind.RightParen or TokenKind.EndOfFile))
        {
            if (arguments.Count > 0) Consume(TokenKind.Comma);
            if (token == TokenKind.RightParen) break;
            arguments.Add(Argument());
        }

        return arguments;
    }

    private Argument Argument()
    {
        if (token is TokenKind.Star or TokenKind.StarStar)
        {
            var kind = token == TokenKind.Star ? ArgumentKind.Star : ArgumentKind.StarStar;
            return new Argument(kind, Next(), Name: null, Test());
        }

        var value = Test();
        if (token != TokenKind.Equals) return new Argument(ArgumentKind.Positional, default, Name: null, value);
        if (value is not Identifier name) throw Error("keyword argument must have form name=expr");
        Next();
        return new Argument(ArgumentKind.Named, name.Position, name.Name, Test());
    }

    private Expression Operand()
    {
        switch (token)
        {
            case TokenKind.Identifier:
                return Name();
            case TokenKind.Int or TokenKind.Float or TokenKind.String or TokenKind.Bytes:
                return Literal();
            case TokenKind.LeftBracket:
                return List();
            case TokenKind.LeftBrace:
                return Dict();
            case TokenKind.LeftParen:
                return Parenthesized();
            case TokenKind.Minus or TokenKind.Plus or TokenKind.Tilde:
                if (DeepStack.IsShort) return DeepStack.Run(Operand);
                var sign = token;
                return new UnaryExpression(Next(), sign, Primary());
            default:
                throw Error($"got {token.Quoted()}, want primary expression");
        }
    }

    private Expression Parenthesized()
    {
        var paren = Next();
        if (token == TokenKind.RightParen)
        {
            Next();
            return new TupleExpression(paren, []);
        }

        var inner = Expression(inParens: true);
        Consume(TokenKind.RightParen);
        return new ParenthesizedExpression(paren, inner);
    }

    private Expression List()
    {
        var bracket = Next();
        if (token == TokenKind.RightBracket)
        {
            Next();
            return new ListExpression(bracket, []);
        }

        var first = Test();
        if (token == TokenKind.For) return new Comprehension(bracket, key: null, default, first, Clauses(TokenKind.RightBracket));
        List<Expression> items = [first];
        MoreItems(items, trailingComma: true);
        Consume(TokenKind.RightBracket);
        return new ListExpression(bracket, items);
    }

    private Expression Dict()
    {
        var brace = Next();
        var entries = new List<DictEntry>();
        if (token != TokenKind.RightBrace)
        {
            var first = Entry();
            if (token == TokenKind.For) return new Comprehension(brace, first.Key, first.Colon, first.Value, Clauses(TokenKind.RightBrace));
            entries.Add(first);
            while (token == TokenKind.Comma)
            {
                Next();
                if (token == TokenKind.RightBrace) break;
                entries.Add(Entry());
            }
        }

        Consume(TokenKind.RightBrace);
        return new DictExpression(brace, entries);
    }

    private DictEntry Entry()
    {
        var key = Test();
        return new DictEntry(key, Consume(TokenKind.Colon), Test());
    }

    private List<Clause> Clauses(TokenKind end)
    {
        var clauses = new List<Clause>();
        while (token != end)
        {
            switch (token)
            {
                case TokenKind.For:
                    var position = Next();
                    var target = LoopTarget();
                    Consume(TokenKind.In);
                    clauses.Add(new ForClause(position, target, Operation(level: 0)));
                    break;
                case TokenKind.If:
                    clauses.Add(new IfClause(Next(), Condition()));
                    break;
                default:
                    throw Error($"got {token.Quoted()}, want '{end.Text()}', for, or if");
            }
        }

        Next();
        return clauses;
    }
}
