using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary>A call of a builtin with typed parameters: every parameter has its value here, checked, in the order of the declaration.</summary>
public readonly ref struct BuiltinCall
{
    private readonly ReadOnlySpan<Value> _values;

    internal BuiltinCall(StarlarkThread thread, Builtin function, ReadOnlySpan<Value> values)
    {
        Thread = thread;
        Function = function;
        _values = values;
    }

    /// <summary>The evaluation that calls.</summary>
    public StarlarkThread Thread { get; }

    /// <summary>The builtin that is called.</summary>
    public Builtin Function { get; }

    /// <summary>The value of a parameter.</summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <exception cref="InvalidOperationException">There is no such parameter.</exception>
    public Value this[int index] => (uint)index < (uint)_values.Length ? _values[index] : throw NoParameter(index);

    /// <summary>The value of a parameter for a bool.</summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The truth.</returns>
    /// <exception cref="InvalidOperationException">It has no bool: it was declared for something else, or is None.</exception>
    public bool Bool(int index) => this[index] is { IsBool: true, Bits: var bits } ? bits != 0 : throw Wrong(index, "Bool", "a bool");

    /// <summary>The value of a parameter for an integer.</summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">It has no integer: it was declared for something else, or is None.</exception>
    public long Int(int index) => this[index] is { IsSmallInt: true, Bits: var bits } ? bits : throw Wrong(index, "Int", "an int");

    /// <summary>The value of a parameter for a float.</summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The number.</returns>
    /// <exception cref="InvalidOperationException">It has no float: it was declared for something else, or is None.</exception>
    public double Float(int index) => this[index] is { IsFloat: true, Double: var number } ? number : throw Wrong(index, "Float", "a float");

    /// <summary>
    /// The value of a parameter for a string, as .NET has it: UTF-16, bytes that are not UTF-8 as <see cref="SurrogateEscape"/> says. Programs count
    /// bytes of UTF-8, so indices and lengths of this are not theirs: <see cref="Operators"/> work with the value itself.
    /// </summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The text.</returns>
    /// <exception cref="InvalidOperationException">It has no string: it was declared for something else, or is None.</exception>
    public string String(int index) => this[index].TryGetString(out var text) ? text : throw Wrong(index, "String", "a string");

    /// <summary>The elements of the value of a parameter, under the limits of the evaluation: <see cref="StarlarkThread.Elements"/>.</summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The elements, which are taken one by one.</returns>
    /// <exception cref="StarlarkException">It cannot be walked.</exception>
    public IEnumerable<Value> Elements(int index) => Thread.Elements(this[index]);

    /// <summary>The value of a parameter for a list, a dict, a callable or a type of the host.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The object, or null if the value is None or of another type.</returns>
    public T? Object<T>(int index)
        where T : StarlarkObject =>
        this[index].Reference as T;

    /// <summary>An error of the program: the name of the builtin, a colon, and what went wrong.</summary>
    /// <param name="message">What went wrong, without the name.</param>
    /// <returns>The error, to be thrown.</returns>
    public StarlarkException Error(string message) => new($"{Function.Name}: {message}");

    private InvalidOperationException NoParameter(int index) => new($"{Function.Name}: there is no parameter {index}, from 0");

    private InvalidOperationException Wrong(int index, string reader, string read) =>
        new($"{Function.Name}: parameter {Function.Parameters[index].Name} has the {TypeNames.Of(_values[index])} {_values[index]}: {reader}({index}) reads {read}");
}
