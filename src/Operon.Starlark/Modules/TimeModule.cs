using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules.Time;
using Operon.Starlark.Values;

namespace Operon.Starlark.Modules;

/// <summary>The module <c>time</c>, which a host predeclares: moments, durations, time zones.</summary>
public static class TimeModule
{
    /// <summary>The module.</summary>
    /// <param name="clock">What <c>time.now()</c> asks.</param>
    /// <returns>The module.</returns>
    public static StarlarkModule Create(TimeProvider clock)
    {
        var local = Zone.Of(clock.LocalTimeZone);
        return new StarlarkModule(
            "time",
            new("from_timestamp", new Builtin("from_timestamp", (_, in arguments) =>
            {
                Positional.Check("from_timestamp", arguments, 1, 2);
                return new TimeValue(
                    Positional.Int("from_timestamp", arguments, 0, 0), Positional.Int("from_timestamp", arguments, 1, 0), local);
            })),
            new("is_valid_timezone", new Builtin("is_valid_timezone", static (thread, in arguments) =>
            {
                Positional.Check("is_valid_timezone", arguments, 1, 1);
                return Zone.TryFind(Strings.Decode(Positional.Text("is_valid_timezone", arguments, 0)), out _);
            })),
            new("now", new Builtin("now", (_, in arguments) =>
            {
                Positional.Check("now", arguments, 0, 0);
                var ticks = clock.GetUtcNow().Ticks - DateTime.UnixEpoch.Ticks;
                return new TimeValue(0, 0, local).Add(ticks * 100);
            })),
            new("parse_duration", new Builtin("parse_duration", ParseDuration)),
            new("parse_time", new Builtin(
                "parse_time", [BuiltinParameter.String("x"), BuiltinParameter.String("format", TimeLayout.Rfc3339), BuiltinParameter.String("location", "UTC")], ParseTime)),
            new("time", new Builtin(
                "time",
                [
                    BuiltinParameter.Int("year", 0), BuiltinParameter.Int("month", 0), BuiltinParameter.Int("day", 0), BuiltinParameter.Int("hour", 0),
                    BuiltinParameter.Int("minute", 0), BuiltinParameter.Int("second", 0), BuiltinParameter.Int("nanosecond", 0), BuiltinParameter.String("location", "UTC"),
                ],
                MakeTime)),
            new("nanosecond", new DurationValue(1)),
            new("microsecond", new DurationValue(1_000)),
            new("millisecond", new DurationValue(1_000_000)),
            new("second", new DurationValue(DurationValue.Second)),
            new("minute", new DurationValue(DurationValue.Minute)),
            new("hour", new DurationValue(DurationValue.Hour)));
    }

    private static Value ParseDuration(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("parse_duration", arguments, 1, 1);
        var value = arguments.Positional[0];
        if (value.Reference is DurationValue)
            return value;
        if (!value.TryGetString(out var text))
            throw Positional.Mismatch("parse_duration", 0, value, "a duration, string, or int");
        try
        {
            return new DurationValue(DurationText.Parse(text));
        }
        catch (StarlarkException exception)
        {
            throw new StarlarkException($"parse_duration: for parameter 1: {exception.Message}", exception);
        }
    }

    private static Value ParseTime(BuiltinCall call) => TimeParser.Parse(call.String(1), call.String(0), FindZone(call.String(2)));

    private static Value MakeTime(BuiltinCall call)
    {
        var zone = FindZone(call.String(7));
        for (var i = 0; i < 7; i++)
        {
            // Far beyond any calendar, but far from overflow too.
            if (Int128.Abs(call.Int(i)) > 1_000_000_000_000)
                throw call.Error($"{call.Int(i)} out of range");
        }

        if (Math.Abs(call.Int(0)) > 1_000_000_000)
            throw call.Error($"{call.Int(0)} out of range");
        var local = (CivilDate.DaysFrom(call.Int(0), call.Int(1), call.Int(2)) * 86_400) + (call.Int(3) * 3600) + (call.Int(4) * 60) + call.Int(5);
        return new TimeValue(zone.ToUnix(local), call.Int(6), zone);
    }

    private static Zone FindZone(string name) =>
        Zone.TryFind(name, out var zone) ? zone : throw new StarlarkException($"unknown time zone {name}");
}
