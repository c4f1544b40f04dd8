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
        var compiler = new Compiler(file, source.Scope!.Locals);
        return compiler.Outside("<toplevel>", source.Scope, () => (compiler.Block(source.Statements), null));
    }

    /// <summary>Compiles an expression as if it were a file.</summary>
    public static FunctionCode Expression(Expression expression, FileScope scope, FileCompilation file)
    {
        var compiler = new Compiler(file, scope.Locals);
        return compiler.Outside("<expr>", scope, () => (null, compiler.Compile(expression)));
    }

    private FunctionCode Outside(string name, FileScope scope, Func<(Step?, Node?)> source)
    {
        var start = new Position(1, 1);
        return new FunctionCode
        {
            File = file.Name,
            Name = name,
            Position = start,
            EntryPosition = start,
            Recursion = file.Dialect.Recursion,
            Locals = scope.Locals.Map(this, static (_, local) => local.Name),
            SlotCount = Math.Max(1, scope.Locals.Count + scope.Comprehensions),
            Cells = Cells(scope.Locals),
            Source = source,
        };
    }

    private FunctionCode Code(FunctionScope scope, Position entry, string? documentation, Func<Compiler, (Step?, Node?)> source)
    {
        var parameters = Ordinary(scope.Parameters);
        return new FunctionCode
        {
            File = file.Name,
            Name = scope.Name,
            Position = scope.Position,
            EntryPosition = entry,
            Documentation = documentation,
            Recursion = file.Dialect.Recursion,
            Locals = scope.Locals.Map(this, static (_, local) => local.Name),
            SlotCount = Math.Max(1, scope.Locals.Count + scope.Comprehensions),
            Parameters = parameters,
            Positional = parameters - scope.KeywordOnly,
            HasStar = scope.HasStar,
            HasStarStar = scope.HasStarStar,
            FirstDefault = FirstDefault(scope.Parameters, parameters),
            Cells = Cells(scope.Locals),
            Source = () => source(new Compiler(file, scope.Locals)),
        };
    }

    private static int[] Cells(List<Binding> locals)
    {
        var cells = new List<int>();
        foreach (var local in locals)
        {
            if (local.Scope == Scope.Cell) cells.Add(local.Index);
        }

        return [.. cells];
    }

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

    private FunctionNode Function(FunctionScope scope, FunctionCode code)
    {
        var defaults = new Node?[code.Parameters - code.FirstDefault];
        var index = 0;
        foreach (var parameter in scope.Parameters)
        {
            if (parameter.Kind is not (ParameterKind.Required or ParameterKind.Optional)) continue;
            if (parameter.Default is { } value) defaults[index - code.FirstDefault] = Compile(value);
            index++;
        }

        return new FunctionNode(code, defaults, scope.Free.Map(this, static (_, free) => free.Scope == Scope.Free ? ~free.Index : free.Index));
    }

    private FunctionNode Def(DefStatement def)
    {
        var documentation = def.Body[0] is ExpressionStatement { Expression: Literal { Kind: TokenKind.String } literal } ? (string)literal.Value : null;
        var statements = documentation is null ? def.Body : def.Body[1..];
        return Function(def.Scope!, Code(def.Scope!, Emission.First(def.Body, def.Position), documentation, inner =>
            !inner.file.Observed && statements is [ReturnStatement { Result: { } result }] ? (null, inner.Compile(result)) : (inner.Block(statements), null)));
    }

    private FunctionNode Lambda(LambdaExpression lambda) => Function(
        lambda.Scope!,
        Code(lambda.Scope!, Emission.First(lambda.Body, lambda.Position), documentation: null, inner => (null, inner.Compile(lambda.Body))));

    private static int Ordinary(List<Parameter> parameters)
    {
        var count = 0;
        foreach (var parameter in parameters)
        {
            if (parameter.Kind is ParameterKind.Required or ParameterKind.Optional) count++;
        }

        return count;
    }

    private static Node Variable(Identifier name)
    {
        var binding = name.Binding!;
        return binding.Scope switch
        {
            Scope.Local => new LocalNode(name.Position, name.Name, binding.Index),
            Scope.Cell => new CellNode(name.Position, name.Name, binding.Index),
            Scope.Free => new FreeNode(name.Position, name.Name, binding.Index),
            Scope.Global => new GlobalNode(name.Position, name.Name, binding.Index),
            Scope.Predeclared => new PredeclaredNode(binding.Index),
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
                return new SequenceTarget(position, Targets(e.Items, position));
            default:
                return new SequenceTarget(position, Targets(((ListExpression)target).Items, position));
        }
    }

    private Target[] Targets(List<Expression> items, Position position) =>
        items.Map((Self: this, position), static (state, item) => state.Self.Target(item, state.position));

    private static Target VariableTarget(Identifier name) => name.Binding!.Scope switch
    {
        Scope.Local => new LocalTarget(name.Binding.Index),
        Scope.Cell => new CellTarget(name.Binding.Index),
        _ => new GlobalTarget(name.Binding.Index),
    };
}
