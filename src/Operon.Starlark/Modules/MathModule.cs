using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Modules;

/// <summary>The module <c>math</c>, which a host predeclares: functions of floats, and <c>e</c> and <c>pi</c>.</summary>
public static class MathModule
{
    private static readonly double[] s_lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>The module.</summary>
    public static StarlarkModule Module { get; } = new(
        "math",
        Whole("ceil", Math.Ceiling),
        Whole("floor", Math.Floor),
        Two("copysign", Math.CopySign),
        Two("mod", static (x, y) => x % y),
        Two("pow", Math.Pow),
        Two("remainder", Math.IEEERemainder),
        One("exp", Math.Exp),
        One("fabs", Math.Abs),
        One("round", static x => Math.Round(x, MidpointRounding.AwayFromZero)),
        One("sqrt", Math.Sqrt),
        One("acos", Math.Acos),
        One("asin", Math.Asin),
        One("atan", Math.Atan),
        Two("atan2", Math.Atan2),
        One("cos", Math.Cos),
        Two("hypot", double.Hypot),
        One("sin", Math.Sin),
        One("tan", Math.Tan),
        One("degrees", static x => x / (Math.PI / 180)),
        One("radians", static x => x * (Math.PI / 180)),
        One("acosh", Math.Acosh),
        One("asinh", Math.Asinh),
        One("atanh", Math.Atanh),
        One("cosh", Math.Cosh),
        One("sinh", Math.Sinh),
        One("tanh", Math.Tanh),
        One("gamma", Gamma),
        new("log", new Builtin("log", Log)),
        new("e", Math.E),
        new("pi", Math.PI));

    private static KeyValuePair<string, Value> One(string name, Func<double, double> function) => new(name, new Builtin(name, (_, in arguments) =>
    {
        Positional.Check(name, arguments, 1, 1);
        return Value.FromFloat(function(Number(name, arguments, 0)));
    }));

    private static KeyValuePair<string, Value> Two(string name, Func<double, double, double> function) => new(name, new Builtin(name, (_, in arguments) =>
    {
        Positional.Check(name, arguments, 2, 2);
        return Value.FromFloat(function(Number(name, arguments, 0), Number(name, arguments, 1)));
    }));

    /// <summary>A function that gives an integer, and an integer back as it is.</summary>
    private static KeyValuePair<string, Value> Whole(string name, Func<double, double> function) => new(name, new Builtin(name, (_, in arguments) =>
    {
        Positional.Check(name, arguments, 1, 1);
        var number = arguments.Positional[0];
        if (number.Kind == ValueKind.Int)
            return number;
        return number.IsFloat
            ? Integers.Truncate(Value.FromFloat(function(number.Double)))
            : throw new StarlarkException($"got {TypeNames.Of(number)}, want float or int");
    }));

    private static Value Log(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("log", arguments, 1, 2);
        var number = Number("log", arguments, 0);
        if (arguments.Count == 1)
            return Value.FromFloat(Math.Log(number));
        var radix = Number("log", arguments, 1);
        return radix == 1 ? throw new StarlarkException("division by zero") : Value.FromFloat(Math.Log(number) / Math.Log(radix));
    }

    private static double Number(string name, scoped in Arguments arguments, int index) =>
        Floats.TryGet(arguments.Positional[index], out var number)
            ? number
            : throw Positional.Mismatch(name, index, arguments.Positional[index], "float or int");

    /// <summary>Lanczos' approximation; exact for whole numbers, which are factorials.</summary>
    private static double Gamma(double x)
    {
        if (x == Math.Floor(x) && x is > 0 and < 172)
        {
            var factorial = System.Numerics.BigInteger.One;
            for (var i = 2; i < (int)x; i++)
                factorial *= i;
            return Floats.ToDouble(factorial);
        }

        if (x == 0)
            return double.CopySign(double.PositiveInfinity, x);
        if (x < 0 && x == Math.Floor(x))
            return double.NaN;
        if (x < 0.5)
            return Math.PI / (Math.Sin(Math.PI * x) * Gamma(1 - x));
        x--;
        var sum = s_lanczos[0];
        for (var i = 1; i < s_lanczos.Length; i++)
            sum += s_lanczos[i] / (x + i);
        var t = x + 7.5;
        return Math.Sqrt(2 * Math.PI) * Math.Pow(t, x + 0.5) * Math.Exp(-t) * sum;
    }
}
