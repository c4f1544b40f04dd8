using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Execution.Statements;
using Operon.Starlark.Resolution;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;
using Parameter = Operon.Starlark.Syntax.Parameter;
using ParameterKind = Operon.Starlark.Syntax.ParameterKind;

namespace Operon.Starlark.Compilation;

/// <summary>Makes what runs from a resolved tree: one compiler for each function.</summary>
internal sealed partial class Compiler
{
    // After so many levels of nesting, what runs asks whether the stack still has room.
    private const int NestingWithoutCheck = 48;

    private readonly FileCompilation file;
    private readonly List<Binding> locals;
    private int temporaries;
    private int nesting;

    private Compiler(FileCompilation file, List<Binding> locals)
    {
        this.file = file;
        this.locals = locals;
    }

    /// <summary>Compiles what stands outside of functions.</summary>
    public static FunctionCode File(SourceFile source, FileCompilation file)
    {
        var start = new Position(1, 1);
        var compiler = new Compiler(file, source.Scope!.Locals);
        var body = compiler.Block(source.Statements);
        return compiler.Code("<toplevel>", start, start, [], parameters: 0, body: body);
    }

    /// <summary>Compiles an expression as if it were a file.</summary>
    public static FunctionCode Expression(Expression expression, FileScope scope, FileCompilation file)
    {
        var start = new Position(1, 1);
        var compiler = new Compiler(file, scope.Locals);
        var result = compiler.Compile(expression);
        return compiler.Code("<expr>", start, start, [], parameters: 0, result: result);
    }

    private FunctionCode Code(string name, Position position, Position entry, List<Parameter> declared, int parameters, Step? body = null, Node? result = null, FunctionScope? scope = null, string? documentation = null) => new()
    {
        File = file.Name,
        Name = name,
        Position = position,
        EntryPosition = entry,
        Documentation = documentation,
        Recursion = file.Dialect.Recursion,
        Locals = [.. locals.Select(local => local.Name)],
        SlotCount = Math.Max(1, locals.Count + temporaries),
        Parameters = parameters,
        Positional = parameters - (scope?.KeywordOnly ?? 0),
        HasStar = scope?.HasStar ?? false,
        HasStarStar = scope?.HasStarStar ?? false,
        FirstDefault = FirstDefault(declared, parameters),
        Cells = [.. locals.Where(local => local.Scope == Scope.Cell).Select(local => local.Index)],
        Body = body,
        Result = result,
    };

    // From the first default on; without one, parameters by name only still count as if they could have some.
    private static int FirstDefault(List<Parameter> declared, int parameters)
    {
        var seen = 0;
        var star = false;
        foreach (var parameter in declared)
        {
            if (parameter.Kind == ParameterKind.Star) star = true;
            if (parameter.Kind == ParameterKind.Optional || (star && parameter.Kind == ParameterKind.Required)) return seen;
            if (parameter.Kind == ParameterKind.Required) seen++;
        }

        return parameters;
    }

    private FunctionNode Function(FunctionScope scope, Func<Compiler, FunctionCode> compile)
    {
        var code = compile(new Compiler(file, scope.Locals));
        var defaults = new Node?[code.Parameters - code.FirstDefault];
        var ordinary = scope.Parameters.Where(parameter => parameter.Kind is ParameterKind.Required or ParameterKind.Optional);
        foreach (var (index, parameter) in ordinary.Index())
        {
            if (parameter.Default is { } value) defaults[index - code.FirstDefault] = Compile(value);
        }

        return new FunctionNode(code, defaults, [.. scope.Free.Select(free => free.Scope == Scope.Free ? ~free.Index : free.Index)]);
    }

    private FunctionNode Def(DefStatement def) => Function(def.Scope!, compiler =>
    {
        var documentation = def.Body[0] is ExpressionStatement { Expression: Literal { Kind: TokenKind.String } literal } ? (string)literal.Value : null;
        var entry = Emission.First(def.Body, def.Position);
        var count = Ordinary(def.Parameters);
        var statements = documentation is null ? def.Body : def.Body[1..];
        return !file.Observed && statements is [ReturnStatement { Result: { } result }]
            ? Finished(compiler, compiler.Compile(result), body: null)
            : Finished(compiler, result: null, compiler.Block(statements));

        FunctionCode Finished(Compiler inner, Node? result, Step? body) =>
            inner.Code(def.Name.Name, def.Position, entry, def.Parameters, count, body, result, def.Scope, documentation);
    });

    private FunctionNode Lambda(LambdaExpression lambda) => Function(lambda.Scope!, compiler =>
        compiler.Code("lambda", lambda.Position, Emission.First(lambda.Body, lambda.Position), lambda.Parameters, Ordinary(lambda.Parameters), body: null, compiler.Compile(lambda.Body), lambda.Scope));

    private static int Ordinary(List<Parameter> parameters) => parameters.Count(parameter => parameter.Kind is ParameterKind.Required or ParameterKind.Optional);

    private Node Variable(Identifier name)
    {
        var binding = name.Binding!;
        return binding.Scope switch
        {
            Scope.Local => new LocalNode(name.Position, name.Name, binding.Index),
            Scope.Cell => new CellNode(name.Position, name.Name, binding.Index),
            Scope.Free => new FreeNode(name.Position, name.Name, binding.Index),
            Scope.Global => new GlobalNode(name.Position, name.Name, binding.Index),
            Scope.Predeclared => new PredeclaredNode(file.Predeclared(name.Name)),
            _ => new ConstantNode(Universe.TryGet(name.Name, out var universal) ? universal : default),
        };
    }

    private Target Target(Expression target, Position position)
    {
        if (DeepStack.IsShort) return DeepStack.Run((Self: this, target, position), static s => s.Self.Target(s.target, s.position));
        switch (target)
        {
            case ParenthesizedExpression e:
                return Target(e.Inner, position);
            case Identifier e:
                return VariableTarget(e);
            case IndexExpression e:
                return new IndexTarget(e.Bracket, Compile(e.Operand), Compile(e.Index));
            case DotExpression e:
                return new AttributeTarget(e.Dot, Compile(e.Operand), e.Name);
            case TupleExpression e:
                return new SequenceTarget(position, [.. e.Items.Select(item => Target(item, position))]);
            default:
                return new SequenceTarget(position, [.. ((ListExpression)target).Items.Select(item => Target(item, position))]);
        }
    }

    private static Target VariableTarget(Identifier name) => name.Binding!.Scope switch
    {
        Scope.Local => new LocalTarget(name.Binding.Index),
        Scope.Cell => new CellTarget(name.Binding.Index),
        _ => new GlobalTarget(name.Binding.Index),
    };
}
