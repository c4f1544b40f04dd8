using Operon.Starlark.Execution;

namespace Operon.Starlark.Syntax;

/// <summary>
/// Reads a file by recursive descent with one token ahead. The first error ends it; errors are reported where the
/// scanner stands, which is just behind the token that does not fit.
/// </summary>
internal sealed partial class Parser
{
    private readonly Scanner scanner;
    private TokenKind token;

    private Parser(string text)
    {
        scanner = new Scanner(text);
        token = scanner.Next();
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="name">Its name in positions.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="StaticErrorException">It is no file of the language.</exception>
    public static SourceFile File(string name, string text) => Reporting(name, () =>
    {
        var parser = new Parser(text);
        var statements = new List<Statement>();
        while (parser.token != TokenKind.EndOfFile)
        {
            if (parser.token == TokenKind.Newline) parser.Next();
            else parser.Statement(statements);
        }

        return new SourceFile(name, statements);
    });

    /// <summary>Reads an expression, with nothing but line ends behind it.</summary>
    /// <param name="name">The name in positions.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="StaticErrorException">It is no expression of the language.</exception>
    public static Expression Expression(string name, string text) => Reporting(name, () =>
    {
        var parser = new Parser(text);
        var expression = parser.Expression(inParens: false);
        if (parser.token == TokenKind.Newline) parser.Next();
        return parser.token == TokenKind.EndOfFile ? expression : throw parser.Error($"got {parser.token.Quoted()} after expression, want EOF");
    });

    private static T Reporting<T>(string name, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (ParseException error)
        {
            throw new StaticErrorException([new StaticError(name, error.Position, error.Message)]);
        }
    }

    private ParseException Error(string message) => new(scanner.Position, message);

    private Position Next()
    {
        var position = scanner.Start;
        token = scanner.Next();
        return position;
    }

    private Position Consume(TokenKind expected) =>
        token == expected ? Next() : throw Error($"got {token.Quoted()}, want {expected.Quoted()}");

    private Identifier Name()
    {
        if (token != TokenKind.Identifier) throw Error("not an identifier");
        var name = scanner.Word;
        return new Identifier(Next(), name);
    }

    private void Statement(List<Statement> statements)
    {
        switch (token)
        {
            case TokenKind.Def:
                statements.Add(Def());
                break;
            case TokenKind.If:
                statements.Add(If());
                break;
            case TokenKind.For:
                statements.Add(For());
                break;
            case TokenKind.While:
                statements.Add(While());
                break;
            default:
                SimpleStatements(statements);
                break;
        }
    }

    private DefStatement Def()
    {
        var position = Next();
        var name = Name();
        Consume(TokenKind.LeftParen);
        var parameters = Parameters();
        Consume(TokenKind.RightParen);
        return new DefStatement(position, name, parameters, Suite());
    }

    private IfStatement If()
    {
        var branches = new List<Branch>();
        do
        {
            branches.Add(new Branch(Next(), Test(), Suite()));
        }
        while (token == TokenKind.Elif);
        if (token != TokenKind.Else) return new IfStatement(branches, otherwise: null);
        Next();
        return new IfStatement(branches, Suite());
    }

    private ForStatement For()
    {
        var position = Next();
        var target = LoopTarget();
        Consume(TokenKind.In);
        return new ForStatement(position, target, Expression(inParens: false), Suite());
    }

    private WhileStatement While() => new(Next(), Test(), Suite());

    // Not an expression: that would take the "in" behind the variables as an operator.
    private Expression LoopTarget()
    {
        var first = Primary();
        if (token != TokenKind.Comma) return first;
        List<Expression> items = [first];
        while (token == TokenKind.Comma)
        {
            Next();
            if (EndsItems()) break;
            items.Add(Primary());
        }

        return new TupleExpression(first.Start, items);
    }

    // A colon, and what a compound statement governs: the rest of the line, or lines with a larger indentation.
    private List<Statement> Suite()
    {
        if (DeepStack.IsShort) return DeepStack.Run(Suite);
        Consume(TokenKind.Colon);
        var statements = new List<Statement>();
        if (token != TokenKind.Newline)
        {
            SimpleStatements(statements);
            return statements;
        }

        Next();
        Consume(TokenKind.Indent);
        while (token is not (TokenKind.Outdent or TokenKind.EndOfFile)) Statement(statements);
        Consume(TokenKind.Outdent);
        return statements;
    }

    private void SimpleStatements(List<Statement> statements)
    {
        do
        {
            statements.Add(SimpleStatement());
            if (token != TokenKind.Semicolon) break;
            Next();
        }
        while (token is not (TokenKind.Newline or TokenKind.EndOfFile));
        if (token != TokenKind.EndOfFile) Consume(TokenKind.Newline);
    }

    private Statement SimpleStatement()
    {
        switch (token)
        {
            case TokenKind.Return:
                var position = Next();
                return new ReturnStatement(position, token is TokenKind.EndOfFile or TokenKind.Newline or TokenKind.Semicolon ? null : Expression(inParens: false));
            case TokenKind.Break or TokenKind.Continue or TokenKind.Pass:
                var kind = token;
                return new BranchStatement(Next(), kind);
            case TokenKind.Load:
                return Load();
        }

        var expression = Expression(inParens: false);
        if (!token.IsAssignment()) return new ExpressionStatement(expression);
        var assignment = token;
        return new AssignStatement(expression, Next(), assignment, Expression(inParens: false));
    }

    private LoadStatement Load()
    {
        var position = Next();
        var paren = Consume(TokenKind.LeftParen);
        if (token != TokenKind.String) throw Error("first operand of load statement must be a string literal");
        var module = Literal();
        var names = new List<LoadedName>();
        while (token is not (TokenKind.RightParen or TokenKind.EndOfFile))
        {
            Consume(TokenKind.Comma);
            if (token == TokenKind.RightParen) break;
            names.Add(LoadedName());
        }

        Consume(TokenKind.RightParen);
        if (names.Count == 0) throw new ParseException(paren, "load statement must import at least 1 symbol");
        return new LoadStatement(position, module, names);
    }

    private LoadedName LoadedName()
    {
        switch (token)
        {
            case TokenKind.String:
                var (from, at) = QuotedName();
                return new LoadedName(new Identifier(at, from), from, at);
            case TokenKind.Identifier:
                var to = Name();
                if (token != TokenKind.Equals) throw Error($"load operand must be \"{to.Name}\" or {to.Name}=\"originalname\" (want '=' after {to.Name})");
                Next();
                if (token != TokenKind.String) throw Error($"original name of loaded symbol must be quoted: {to.Name}=\"originalname\"");
                (from, at) = QuotedName();
                return new LoadedName(to, from, at);
            default:
                throw Error($"load operand must be \"name\" or localname=\"name\" (got {token.Quoted()})");
        }
    }

    private (string Name, Position Position) QuotedName()
    {
        var literal = Literal();
        return ((string)literal.Value, literal.Position with { Column = literal.Position.Column + 1 });
    }

    private Literal Literal()
    {
        var (kind, source, value) = (token, scanner.Source, scanner.Value!);
        return new Literal(Next(), kind, source, value);
    }

    private List<Parameter> Parameters()
    {
        var parameters = new List<Parameter>();
        while (token is not (TokenKind.RightParen or TokenKind.Colon or TokenKind.EndOfFile))
        {
            if (parameters.Count > 0) Consume(TokenKind.Comma);
            if (token == TokenKind.RightParen) break;
            parameters.Add(Parameter());
        }

        return parameters;
    }

    private Parameter Parameter()
    {
        if (token is TokenKind.Star or TokenKind.StarStar)
        {
            var kind = token == TokenKind.Star ? ParameterKind.Star : ParameterKind.StarStar;
            var position = Next();
            return new Parameter(kind, position, kind == ParameterKind.StarStar || token == TokenKind.Identifier ? Name() : null, Default: null);
        }

        var name = Name();
        return token == TokenKind.Equals
            ? new Parameter(ParameterKind.Optional, Next(), name, Test())
            : new Parameter(ParameterKind.Required, name.Position, name, Default: null);
    }
}
