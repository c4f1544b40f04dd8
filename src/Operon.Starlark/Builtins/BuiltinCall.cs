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
    public Value this[int index] => _values[index];

    /// <summary>The value of a parameter for a bool.</summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The truth.</returns>
    public bool Bool(int index) => _values[index].Bits != 0;

    /// <summary>The value of a parameter for an integer.</summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The number.</returns>
    public long Int(int index) => _values[index].Bits;

    /// <summary>The value of a parameter for a float.</summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The number.</returns>
    public double Float(int index) => _values[index].Double;

    /// <summary>The value of a parameter for a string.</summary>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The text.</returns>
    public string String(int index) => Strings.Decode(_values[index]);

    /// <summary>The value of a parameter for a list, a dict, a callable or a type of the host.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="index">Which parameter, from 0.</param>
    /// <returns>The object, or null if the value is None or of another type.</returns>
    public T? Object<T>(int index)
        where T : StarlarkObject =>
        _values[index].Reference as T;

    /// <summary>An error that says which builtin failed.</summary>
    /// <param name="message">What went wrong.</param>
    /// <returns>The error, to be thrown.</returns>
    public StarlarkException Error(string message) => new($"{Function.Name}: {message}");
}
