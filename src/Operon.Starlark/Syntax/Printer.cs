using System.Text;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Syntax;

/// <summary>
/// Writes a file back as text: one statement a line, four spaces a block, comments gone. What it writes is read back as
/// the same tree, so printing that gives the same text.
/// </summary>
internal sealed class Printer
{
    private readonly StringBuilder text = new();

    public static string Print(SourceFile file)
    {
        var printer = new Printer();
        printer.Block(file.Statements, depth: 0);
        return printer.text.ToString();
    }

    public static string Print(Expression expression)
    {
        var printer = new Printer();
        printer.Write(expression);
        return printer.text.ToString();
    }

    private void Block(List<Statement> statements, int depth)
    {
        if (DeepStack.IsShort)
        {
            DeepStack.Run((Self: this, statements, depth), static s => s.Self.Block(s.statements, s.depth));
            return;
        }

        foreach (var statement in statements)
        {
            text.Append(' ', depth * 4);
            Statement(statement, depth);
            if (text[^1] != '\n') text.Append('\n');
        }
    }

    private void Suite(List<Statement> body, int depth)
    {
        text.Append(":\n");
        Block(body, depth + 1);
    }

    private void Statement(Statement statement, int depth)
    {
        switch (statement)
        {
            case ExpressionStatement s:
                Write(s.Expression);
                break;
            case BranchStatement s:
                text.Append(s.Kind.Text());
                break;
            case ReturnStatement s:
                text.Append("return");
                if (s.Result is null) break;
                text.Append(' ');
                Write(s.Result);
                break;
            case AssignStatement s:
                Write(s.Target);
                text.Append(' ').Append(s.Kind.Text()).Append(' ');
                Write(s.Value);
                break;
            case DefStatement s:
                text.Append("def ").Append(s.Name.Name).Append('(');
                Parameters(s.Parameters);
                text.Append(')');
                Suite(s.Body, depth);
                break;
            case IfStatement s:
                If(s, depth);
                break;
            case ForStatement s:
                text.Append("for ");
                Write(s.Target);
                text.Append(" in ");
                Write(s.Iterable);
                Suite(s.Body, depth);
                break;
            case WhileStatement s:
                text.Append("while ");
                Write(s.Condition);
                Suite(s.Body, depth);
                break;
            case LoadStatement s:
                text.Append("load(").Append(s.Module.Source.ToString());
                foreach (var name in s.Names)
                {
                    text.Append(", ");
                    if (name.To.Name != name.From) text.Append(name.To.Name).Append(" = ");
                    text.Append('"').Append(Escaped(name.From)).Append('"');
                }

                text.Append(')');
                break;
        }
    }

    // A name may be any text where it is quoted; only its module can say that it does not exist.
    private static string Escaped(string name)
    {
        var escaped = new StringBuilder();
        foreach (var c in name)
        {
            if (c is '"' or '\\') escaped.Append('\\').Append(c);
            else if (c is < ' ' or '\x7F') escaped.Append($@"\x{(int)c:x2}");
            else escaped.Append(c);
        }

        return escaped.ToString();
    }

    private void If(IfStatement statement, int depth)
    {
        var keyword = "if ";
        foreach (var branch in statement.Branches)
        {
            if (keyword != "if ") text.Append(' ', depth * 4);
            text.Append(keyword);
            keyword = "elif ";
            Write(branch.Condition);
            Suite(branch.Body, depth);
        }

        if (statement.Otherwise is null) return;
        text.Append(' ', depth * 4).Append("else");
        Suite(statement.Otherwise, depth);
    }

    private void Write(Expression expression)
    {
        if (DeepStack.IsShort)
        {
            DeepStack.Run((Self: this, expression), static s => s.Self.Write(s.expression));
            return;
        }

        switch (expression)
        {
            case Identifier e:
                text.Append(e.Name);
                break;
            case Literal e:
                text.Append(e.Source.ToString());
                break;
            case ParenthesizedExpression e:
                text.Append('(');
                Write(e.Inner);
                if (e.Inner is TupleExpression { Items.Count: 1 }) text.Append(',');
                text.Append(')');
                break;
            case ListExpression e:
                text.Append('[');
                Items(e.Items, Write);
                text.Append(']');
                break;
            case TupleExpression { Items.Count: 0 }:
                text.Append("()");
                break;
            case TupleExpression e:
                Items(e.Items, Write);
                break;
            case DictExpression e:
                text.Append('{');
                Items(e.Entries, entry => Entry(entry.Key, entry.Value));
                text.Append('}');
                break;
            case ConditionalExpression e:
                Write(e.WhenTrue);
                text.Append(" if ");
                Write(e.Condition);
                text.Append(" else ");
                Write(e.WhenFalse);
                break;
            case DotExpression e:
                Write(e.Operand);
                // A number would take the dot.
                text.Append(e.Operand is Literal { Kind: TokenKind.Int } ? " ." : ".").Append(e.Name);
                break;
            case IndexExpression e:
                Write(e.Operand);
                text.Append('[');
                Write(e.Index);
                text.Append(']');
                break;
            case SliceExpression e:
                Slice(e);
                break;
            case CallExpression e:
                Write(e.Function);
                text.Append('(');
                Items(e.Arguments, Argument);
                text.Append(')');
                break;
            case UnaryExpression e:
                text.Append(e.Operator.Text());
                if (e.Operator == TokenKind.Not) text.Append(' ');
                Write(e.Operand);
                break;
            case BinaryExpression e:
                Write(e.Left);
                text.Append(' ').Append(e.Operator.Text()).Append(' ');
                Write(e.Right);
                break;
            case LambdaExpression e:
                text.Append(e.Parameters.Count > 0 ? "lambda " : "lambda");
                Parameters(e.Parameters);
                text.Append(": ");
                Write(e.Body);
                break;
            case Comprehension e:
                Comprehension(e);
                break;
        }
    }

    private void Items<T>(List<T> items, Action<T> write)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) text.Append(", ");
            write(items[i]);
        }
    }

    private void Entry(Expression key, Expression value)
    {
        Write(key);
        text.Append(": ");
        Write(value);
    }

    private void Slice(SliceExpression slice)
    {
        Write(slice.Operand);
        text.Append('[');
        if (slice.From is not null) Write(slice.From);
        text.Append(':');
        if (slice.To is not null) Write(slice.To);
        if (slice.Step is not null)
        {
            text.Append(':');
            Write(slice.Step);
        }

        text.Append(']');
    }

    private void Argument(Argument argument)
    {
        text.Append(argument.Kind switch
        {
            ArgumentKind.Named => $"{argument.Name} = ",
            ArgumentKind.Star => "*",
            ArgumentKind.StarStar => "**",
            _ => "",
        });
        Write(argument.Value);
    }

    private void Parameters(List<Parameter> parameters) => Items(parameters, parameter =>
    {
        text.Append(parameter.Kind switch
        {
            ParameterKind.Star => "*",
            ParameterKind.StarStar => "**",
            _ => "",
        }).Append(parameter.Name?.Name);
        if (parameter.Default is null) return;
        text.Append(" = ");
        Write(parameter.Default);
    });

    private void Comprehension(Comprehension comprehension)
    {
        text.Append(comprehension.Key is null ? '[' : '{');
        if (comprehension.Key is null) Write(comprehension.Body);
        else Entry(comprehension.Key, comprehension.Body);
        foreach (var clause in comprehension.Clauses)
        {
            switch (clause)
            {
                case ForClause c:
                    text.Append(" for ");
                    Write(c.Target);
                    text.Append(" in ");
                    Write(c.Iterable);
                    break;
                case IfClause c:
                    text.Append(" if ");
                    Write(c.Condition);
                    break;
            }
        }

        text.Append(comprehension.Key is null ? ']' : '}');
    }
}
