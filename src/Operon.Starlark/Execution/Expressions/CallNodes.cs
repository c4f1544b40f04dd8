using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Operon.Starlark.Methods;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

/// <summary>A call with values by position only. They are computed right into the parameters of the function.</summary>
internal sealed class CallNode(Position position, Node function, Node[] arguments) : PlacedNode(position)
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var callee = function.Evaluate(ref slots, frame);
        return callee.Reference is Function f && f.Code.IsPlain && arguments.Length <= f.Code.Positional
            ? Enter(f, ref slots, frame)
            : Calls.General(callee, arguments, Position, ref slots, frame);
    }

    private Value Enter(Function callee, ref Value slots, Frame frame)
    {
        var code = callee.Code;
        var thread = frame.Thread;
        ref var parameters = ref thread.Push(code.SlotCount);
        for (var i = 0; i < arguments.Length; i++) Slots.At(ref parameters, i) = arguments[i].Evaluate(ref slots, frame);
        frame.Position = Position;
        if (arguments.Length < code.Parameters) ArgumentBinder.FillDefaults(callee, thread, ref parameters, arguments.Length);
        return thread.Run(callee, ref parameters);
    }
}

/// <summary>A call of an attribute: of a method, without a value for it in between, or of whatever the attribute holds.</summary>
internal sealed class MethodCallNode(Position position, Position dot, Node operand, string name, Node[] arguments) : PlacedNode(position)
{
    private MethodLink? link;

    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var receiver = operand.Evaluate(ref slots, frame);
        var table = receiver.Methods;
        if (table is not null)
        {
            var known = link;
            if (known is null || known.Table != table) known = link = new MethodLink(table, table.Find(name));
            if (known.Method is { } method) return Call(receiver, method, ref slots, frame);
        }

        frame.Position = dot;
        return Calls.General(Attributes.Get(receiver, name), arguments, Position, ref slots, frame);
    }

    private Value Call(Value receiver, BuiltinMethod method, ref Value slots, Frame frame)
    {
        if (arguments.Length == 0)
        {
            frame.Position = Position;
            return Calls.Method(method, frame.Thread, receiver, default);
        }

        var thread = frame.Thread;
        ref var values = ref thread.Push(arguments.Length);
        for (var i = 0; i < arguments.Length; i++) Slots.At(ref values, i) = arguments[i].Evaluate(ref slots, frame);
        frame.Position = Position;
        var result = Calls.Method(method, thread, receiver, new Arguments(MemoryMarshal.CreateReadOnlySpan(ref values, arguments.Length), []));
        thread.Pop(ref values, arguments.Length);
        return result;
    }

    private sealed record MethodLink(MethodTable Table, BuiltinMethod? Method);
}

/// <summary>A call with values by position and by name.</summary>
internal sealed class NamedCallNode(Position position, Node function, Node[] arguments, string[] names) : PlacedNode(position)
{
    private readonly int positional = arguments.Length - names.Length;
    private ParameterLink? link;

    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var callee = function.Evaluate(ref slots, frame);
        if (callee.Reference is not Function f) return Calls.General(callee, arguments, names, Position, ref slots, frame);
        var known = link;
        if (known is null || known.Code != f.Code) known = link = Link(f.Code);
        return known.Parameters is { } parameters
            ? Enter(f, parameters, ref slots, frame)
            : Calls.General(callee, arguments, names, Position, ref slots, frame);
    }

    private Value Enter(Function callee, int[] numbers, ref Value slots, Frame frame)
    {
        var thread = frame.Thread;
        ref var parameters = ref thread.Push(callee.Code.SlotCount);
        for (var i = 0; i < numbers.Length; i++) Slots.At(ref parameters, numbers[i]) = arguments[i].Evaluate(ref slots, frame);
        frame.Position = Position;
        ArgumentBinder.FillDefaults(callee, thread, ref parameters, positional);
        return thread.Run(callee, ref parameters);
    }

    // The parameters for the arguments in their order; none if it is a call for the general way, perhaps into an error.
    private ParameterLink Link(FunctionCode code)
    {
        if (!code.IsPlain || positional > code.Positional) return new ParameterLink(code, Parameters: null);
        var numbers = new int[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            numbers[i] = i < positional ? i : code.IndexOfParameter(names[i - positional]);
            if (i >= positional && numbers[i] < positional) return new ParameterLink(code, Parameters: null);
        }

        return new ParameterLink(code, numbers);
    }

    private sealed record ParameterLink(FunctionCode Code, int[]? Parameters);
}

/// <summary>A call with <c>*args</c>, <c>**kwargs</c> or both.</summary>
internal sealed class SpreadCallNode(Position position, Node function, Node[] arguments, string[] names, Node? star, Node? starStar) : PlacedNode(position)
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var callee = function.Evaluate(ref slots, frame);
        var positional = arguments.Length - names.Length;
        var values = new List<Value>(arguments.Length);
        var allNames = new List<string>(names);
        var named = new List<Value>();
        for (var i = 0; i < arguments.Length; i++) (i < positional ? values : named).Add(arguments[i].Evaluate(ref slots, frame));
        var rest = star?.Evaluate(ref slots, frame) ?? default;
        var restByName = starStar?.Evaluate(ref slots, frame) ?? default;
        frame.Position = Position;
        if (!restByName.IsUnset) AddNamed(restByName, allNames, named);
        if (!rest.IsUnset) AddPositional(rest, values);
        values.AddRange(named);
        return Calls.Callable(callee, frame.Thread, new Arguments(CollectionsMarshal.AsSpan(values), CollectionsMarshal.AsSpan(allNames)));
    }

    private static void AddPositional(Value rest, List<Value> values)
    {
        if (rest.Reference is not IIterable iterable) throw new StarlarkException($"argument after * must be iterable, not {TypeNames.Of(rest)}");
        using var iterator = iterable.Iterate();
        while (iterator.NextCounted(out var value))
        {
            Limits.CheckElements(values.Count + 1L);
            values.Add(value);
        }
    }

    private static void AddNamed(Value rest, List<string> names, List<Value> values)
    {
        if (rest.Reference is not StarlarkDict dict) throw new StarlarkException($"argument after ** must be a mapping, not {TypeNames.Of(rest)}");
        foreach (var (key, value) in dict.Items)
        {
            names.Add(key.IsString ? Strings.Decode(key) : throw new StarlarkException($"keywords must be strings, not {TypeNames.Of(key)}"));
            values.Add(value);
        }
    }
}

/// <summary>The ways into what is called.</summary>
internal static class Calls
{
    public static Value General(Value callee, Node[] arguments, Position position, ref Value slots, Frame frame) =>
        General(callee, arguments, [], position, ref slots, frame);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Value General(Value callee, Node[] arguments, string[] names, Position position, ref Value slots, Frame frame)
    {
        var thread = frame.Thread;
        if (arguments.Length == 0)
        {
            frame.Position = position;
            return Callable(callee, thread, default);
        }

        ref var values = ref thread.Push(arguments.Length);
        for (var i = 0; i < arguments.Length; i++) Slots.At(ref values, i) = arguments[i].Evaluate(ref slots, frame);
        frame.Position = position;
        var result = Callable(callee, thread, new Arguments(MemoryMarshal.CreateReadOnlySpan(ref values, arguments.Length), names));
        thread.Pop(ref values, arguments.Length);
        return result;
    }

    public static Value Callable(Value callee, StarlarkThread thread, scoped in Arguments arguments)
    {
        if (callee.Reference is not Callable callable) throw new StarlarkException($"invalid call of non-function ({TypeNames.Of(callee)})");
        Value result;
        try
        {
            result = callable.Call(thread, arguments);
        }
        catch (StarlarkException error) when (error.Passes(callable))
        {
            throw;
        }

        return result.Reference is null ? throw NothingReturned(callable) : result;
    }

    private static InvalidOperationException NothingReturned(Callable callable) =>
        new($"The builtin {callable.Name} returned default(Value), which is no value: return Value.None.");

    public static Value Method(BuiltinMethod method, StarlarkThread thread, Value receiver, scoped in Arguments arguments)
    {
        try
        {
            return method.Call(thread, receiver, arguments);
        }
        catch (StarlarkException error) when (error.PassesBuiltin(method.Name))
        {
            throw;
        }
    }
}
