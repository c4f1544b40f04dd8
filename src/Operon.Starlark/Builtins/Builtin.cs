using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;
using Operon.Starlark.Spelling;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary>A function that is written in C#.</summary>
public sealed class Builtin : Callable
{
    private readonly RawBody? _raw;
    private readonly TypedBody? _typed;
    private readonly BuiltinParameter[] _parameters;

    /// <summary>A builtin with parameters: arguments are bound to them and checked before the body runs.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="parameters">The parameters; those with a default behind those without, and those that are passed by name only last.</param>
    /// <param name="body">What it does.</param>
    /// <param name="typeName">What <c>type(f)</c> gives.</param>
    /// <exception cref="ArgumentException">The parameters are not in this order, or two have one name.</exception>
    public Builtin(string name, ReadOnlySpan<BuiltinParameter> parameters, TypedBody body, string typeName = "builtin_function_or_method")
    {
        Check(name, parameters);
        Name = name;
        _parameters = parameters.ToArray();
        _typed = body;
        TypeName = typeName;
    }

    /// <summary>A builtin that looks at its arguments itself.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="body">What it does.</param>
    /// <param name="typeName">What <c>type(f)</c> gives.</param>
    public Builtin(string name, RawBody body, string typeName = "builtin_function_or_method")
    {
        Name = name;
        _parameters = [];
        _raw = body;
        TypeName = typeName;
    }

    /// <summary>What a builtin with parameters does.</summary>
    /// <param name="call">The call with a value for every parameter.</param>
    /// <returns>What the call gives.</returns>
    public delegate Value TypedBody(BuiltinCall call);

    /// <summary>What a builtin does that looks at its arguments itself.</summary>
    /// <param name="thread">The evaluation that calls.</param>
    /// <param name="arguments">The arguments; valid only during the call.</param>
    /// <returns>What the call gives.</returns>
    public delegate Value RawBody(StarlarkThread thread, scoped in Arguments arguments);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string TypeName { get; }

    /// <summary>The parameters; none for a builtin that looks at its arguments itself.</summary>
    public ReadOnlySpan<BuiltinParameter> Parameters => _parameters;

    /// <inheritdoc/>
    public override Value Call(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (_raw is not null)
            return _raw(thread, arguments);
        var values = new Value[_parameters.Length];
        Bind(arguments, values);
        return _typed!(new BuiltinCall(thread, this, values));
    }

    /// <inheritdoc/>
    public override int GetValueHash() => RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() => $"<built-in function {Name}>";

    private static void Check(string function, ReadOnlySpan<BuiltinParameter> parameters)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            if (parameter.Name.Length == 0)
                throw new ArgumentException($"{function}: a parameter has no name", nameof(parameters));
            foreach (var earlier in parameters[..i])
            {
                if (earlier.Name == parameter.Name)
                    throw new ArgumentException($"{function}: two parameters are named {parameter.Name}", nameof(parameters));
                if (parameter.IsNamedOnly)
                    continue;
                if (earlier.IsNamedOnly)
                    throw new ArgumentException($"{function}: parameter {parameter.Name} stands behind {earlier.Name}, which is passed by name only", nameof(parameters));
                if (parameter.Default is null && earlier.Default is not null)
                    throw new ArgumentException($"{function}: parameter {parameter.Name} has no default and stands behind {earlier.Name}, which has one", nameof(parameters));
            }
        }
    }

    private void Bind(scoped in Arguments arguments, Span<Value> values)
    {
        var positional = arguments.Positional;
        var most = _parameters.Count(static parameter => !parameter.IsNamedOnly);
        if (positional.Length > most)
            throw new StarlarkException($"{Name}: got {positional.Length} arguments, want at most {most}");
        for (var i = 0; i < positional.Length; i++)
            values[i] = _parameters[i].Take(Name, positional[i]);
        for (var i = 0; i < arguments.Names.Length; i++)
        {
            var name = arguments.Names[i];
            var at = Array.FindIndex(_parameters, parameter => parameter.Name == name);
            if (at < 0)
                throw Unexpected(name);
            if (!values[at].IsUnset)
                throw new StarlarkException($"{Name}: got multiple values for parameter {name}");
            values[at] = _parameters[at].Take(Name, arguments.Named[i]);
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].IsUnset)
                values[i] = _parameters[i].Default ?? throw new StarlarkException($"{Name}: missing argument for {_parameters[i].Name}");
        }
    }

    private StarlarkException Unexpected(string name)
    {
        var near = Suggestions.Nearest(name, _parameters.Select(static parameter => parameter.Name));
        return new($"{Name}: unexpected keyword argument {name}{(near is null ? "" : $" (did you mean {near}?)")}");
    }
}
