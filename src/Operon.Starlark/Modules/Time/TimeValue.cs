using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Modules.Time;

/// <summary>A moment, seen in a time zone.</summary>
internal sealed class TimeValue : StarlarkObject, IHasAttributes, IHasOperators, IComparableValue
{
    /// <summary>0001-01-01T00:00:00Z, which is false.</summary>
    private const long ZeroSeconds = -62_135_596_800;

    private static readonly Dictionary<string, Func<TimeValue, Value>> s_attributes = new(StringComparer.Ordinal)
    {
        ["year"] = static time => time.Date.Year,
        ["month"] = static time => time.Date.Month,
        ["day"] = static time => time.Date.Day,
        ["hour"] = static time => time.SecondOfDay / 3600,
        ["minute"] = static time => time.SecondOfDay / 60 % 60,
        ["second"] = static time => time.SecondOfDay % 60,
        ["nanosecond"] = static time => time.Nanosecond,
        ["unix"] = static time => time.UnixSeconds,
        ["unix_nano"] = static time => unchecked((time.UnixSeconds * DurationValue.Second) + time.Nanosecond),
        ["in_location"] = static time => new Builtin("in_location", (_, in arguments) => time.InLocation(arguments)),
        ["format"] = static time => new Builtin("format", (_, in arguments) => time.Format(arguments)),
    };

    public TimeValue(long unixSeconds, long nanosecond, Zone zone)
    {
        UnixSeconds = unixSeconds + Math.DivRem(nanosecond, DurationValue.Second, out var rest);
        if (rest < 0)
        {
            rest += DurationValue.Second;
            UnixSeconds--;
        }

        Nanosecond = (int)rest;
        Zone = zone;
        (Offset, ZoneName) = zone.At(UnixSeconds);
    }

    public long UnixSeconds { get; }

    public int Nanosecond { get; }

    public Zone Zone { get; }

    /// <summary>The difference to UTC in seconds.</summary>
    public int Offset { get; }

    public string ZoneName { get; }

    /// <summary>The days since 1970-01-01 in the zone.</summary>
    public long Day => (long)Math.Floor((decimal)(UnixSeconds + Offset) / 86_400);

    public long SecondOfDay => UnixSeconds + Offset - (Day * 86_400);

    public (long Year, int Month, int Day) Date => CivilDate.Of(Day);

    public override string TypeName => "time.time";

    public override bool Truth => UnixSeconds != ZeroSeconds || Nanosecond != 0;

    public IEnumerable<string> AttributeNames => s_attributes.Keys;

    public bool TryGetAttribute(string name, out Value value)
    {
        value = s_attributes.TryGetValue(name, out var attribute) ? attribute(this) : default;
        return attribute is not null;
    }

    public TimeValue Add(long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, DurationValue.Second, out var rest);
        return new TimeValue(UnixSeconds + seconds, Nanosecond + rest, Zone);
    }

    public override int GetValueHash() => HashCode.Combine(UnixSeconds, Nanosecond);

    public bool TryCompare(ComparisonOperator op, StarlarkObject other, int depth, out bool result)
    {
        var right = (TimeValue)other;
        result = UnixSeconds != right.UnixSeconds
            ? Operators.Compare(op, UnixSeconds, right.UnixSeconds)
            : Operators.Compare(op, Nanosecond, right.Nanosecond);
        return true;
    }

    public bool TryBinary(BinaryOperator op, in Value other, bool isLeft, out Value result)
    {
        StarlarkObject? made = (op, other.Reference) switch
        {
            (BinaryOperator.Add, DurationValue more) => Add(more.Nanoseconds),
            (BinaryOperator.Subtract, DurationValue less) when isLeft => Add(unchecked(-less.Nanoseconds)),
            (BinaryOperator.Subtract, TimeValue earlier) when isLeft => Since(earlier),
            _ => null,
        };
        result = made is null ? default : Value.FromObject(made);
        return made is not null;
    }

    public override string ToString() => TimeLayout.Format(this, "2006-01-02 15:04:05.999999999 -0700 MST");

    private DurationValue Since(TimeValue earlier)
    {
        var span = ((Int128)(UnixSeconds - earlier.UnixSeconds) * DurationValue.Second) + Nanosecond - earlier.Nanosecond;
        return new DurationValue((long)Int128.Clamp(span, long.MinValue, long.MaxValue));
    }

    private Value InLocation(scoped in Arguments arguments)
    {
        Positional.Check("in_location", arguments, 1, 1);
        var name = Strings.Decode(Positional.Text("in_location", arguments, 0));
        return Zone.TryFind(name, out var zone)
            ? Value.FromObject(new TimeValue(UnixSeconds, Nanosecond, zone))
            : throw new StarlarkException($"unknown time zone {name}");
    }

    private Value Format(scoped in Arguments arguments)
    {
        Positional.Check("format", arguments, 1, 1);
        return Value.FromString(TimeLayout.Format(this, Strings.Decode(Positional.Text("format", arguments, 0))));
    }
}
