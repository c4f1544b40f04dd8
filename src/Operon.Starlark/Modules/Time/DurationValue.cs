using System.Globalization;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Modules.Time;

/// <summary>A length of time in nanoseconds.</summary>
internal sealed class DurationValue(long nanoseconds) : StarlarkObject, IHasAttributes, IHasOperators, IComparableValue
{
    public const long Second = 1_000_000_000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;

    private static readonly Dictionary<string, Func<long, Value>> s_attributes = new(StringComparer.Ordinal)
    {
        ["hours"] = static span => (double)span / Hour,
        ["minutes"] = static span => (double)span / Minute,
        ["seconds"] = static span => (double)span / Second,
        ["milliseconds"] = static span => span / 1_000_000,
        ["microseconds"] = static span => span / 1_000,
        ["nanoseconds"] = static span => span,
    };

    public long Nanoseconds { get; } = nanoseconds;

    public override string TypeName => "time.duration";

    public override bool Truth => Nanoseconds != 0;

    public IEnumerable<string> AttributeNames => s_attributes.Keys;

    public bool TryGetAttribute(string name, out Value value)
    {
        value = s_attributes.TryGetValue(name, out var attribute) ? attribute(Nanoseconds) : default;
        return attribute is not null;
    }

    public override int GetValueHash() => HashTable.HashOf(Nanoseconds);

    public bool TryCompare(ComparisonOperator op, StarlarkObject other, int depth, out bool result)
    {
        result = Operators.Compare(op, Nanoseconds, ((DurationValue)other).Nanoseconds);
        return true;
    }

    public bool TryBinary(BinaryOperator op, in Value other, bool isLeft, out Value result)
    {
        var made = (op, other.Reference) switch
        {
            (BinaryOperator.Add, DurationValue more) => new DurationValue(unchecked(Nanoseconds + more.Nanoseconds)),
            (BinaryOperator.Add, TimeValue time) => time.Add(Nanoseconds),
            (BinaryOperator.Subtract, DurationValue less) when isLeft => new DurationValue(unchecked(Nanoseconds - less.Nanoseconds)),
            (BinaryOperator.Multiply, _) when other.TryGetInt64(out var times) => new DurationValue(unchecked(Nanoseconds * times)),
            _ => (StarlarkObject?)null,
        };
        result = made is null ? default : Value.FromObject(made);
        return made is not null || (isLeft && TryDivide(op, other, out result));
    }

    /// <summary>Such as <c>1h2m3.5s</c>, <c>250ms</c>, <c>0s</c>.</summary>
    public override string ToString()
    {
        if (Nanoseconds == 0)
            return "0s";
        var magnitude = UInt128.CreateChecked(Int128.Abs(Nanoseconds));
        var sign = Nanoseconds < 0 ? "-" : "";
        if (magnitude < (UInt128)Second)
        {
            var (unit, name) = magnitude < 1_000 ? (1L, "ns") : magnitude < 1_000_000 ? (1_000L, "µs") : (1_000_000L, "ms");
            return $"{sign}{Decimal(magnitude, (UInt128)unit)}{name}";
        }

        var seconds = Decimal(magnitude % (UInt128)Minute, (UInt128)Second);
        var minutes = magnitude / (UInt128)Minute;
        return minutes == 0 ? $"{sign}{seconds}s"
            : minutes < 60 ? $"{sign}{minutes}m{seconds}s"
            : $"{sign}{minutes / 60}h{minutes % 60}m{seconds}s";
    }

    private static string Decimal(UInt128 number, UInt128 unit)
    {
        var rest = (long)(number % unit);
        var whole = (number / unit).ToString(CultureInfo.InvariantCulture);
        if (rest == 0)
            return whole;
        var digits = ((long)unit).ToString(CultureInfo.InvariantCulture).Length - 1;
        return $"{whole}.{rest.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0')}";
    }

    private bool TryDivide(BinaryOperator op, in Value other, out Value result)
    {
        result = default;
        var divisor = other.As<DurationValue>();
        if (op == BinaryOperator.FloorDivide && divisor is not null)
        {
            result = divisor.Nanoseconds == 0
                ? throw new StarlarkException("time.duration division by zero")
                : Value.FromInt(Nanoseconds / divisor.Nanoseconds);
            return true;
        }

        if (op != BinaryOperator.Divide)
            return false;
        if (divisor is not null)
        {
            result = divisor.Nanoseconds == 0
                ? throw new StarlarkException("time.duration division by zero")
                : Value.FromFloat((double)Nanoseconds / divisor.Nanoseconds);
            return true;
        }

        if (other.TryGetInt64(out var whole))
        {
            result = whole == 0
                ? throw new StarlarkException("time.duration division by zero")
                : Value.FromObject(new DurationValue(Nanoseconds / whole));
            return true;
        }

        if (!other.IsFloat)
            return false;
        result = other.Double == 0
            ? throw new StarlarkException("time.duration division by zero")
            : Value.FromObject(new DurationValue((long)(Nanoseconds / other.Double)));
        return true;
    }
}
