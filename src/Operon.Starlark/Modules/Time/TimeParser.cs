using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;

namespace Operon.Starlark.Modules.Time;

/// <summary>Reads a time by a layout.</summary>
internal sealed class TimeParser
{
    private readonly string _layout;
    private readonly string _text;
    private int _at;
    private long _year;
    private int _month = 1;
    private int _day = 1;
    private int _dayOfYear;
    private int _hour;
    private bool _isAfternoon;
    private bool _hasHalf;
    private int _minute;
    private int _second;
    private int _nanosecond;
    private int? _offset;
    private string _zoneName = "";

    private TimeParser(string layout, string text)
    {
        _layout = layout;
        _text = text;
    }

    public static TimeValue Parse(string layout, string text, Zone zone)
    {
        var parser = new TimeParser(layout, text);
        parser.Read();
        return parser.Result(zone);
    }

    private void Read()
    {
        var layout = _layout.AsSpan();
        while (!layout.IsEmpty)
        {
            var (literal, element) = TimeLayout.Take(ref layout);
            if (!_text.AsSpan(_at).StartsWith(literal))
                throw Fail(_text[_at..], literal);
            _at += literal.Length;
            if (element.Length > 0)
                ReadElement(element);
        }

        if (_at < _text.Length)
            throw new StarlarkException($"parsing time {Quotation.Of(_text)}: extra text: {Quotation.Of(_text[_at..])}");
    }

    private TimeValue Result(Zone zone)
    {
        if (_hasHalf)
            _hour = (_hour % 12) + (_isAfternoon ? 12 : 0);
        if (_dayOfYear > 0)
            (_, _month, _day) = CivilDate.Of(CivilDate.DaysFrom(_year, 1, _dayOfYear));
        else if (CivilDate.Of(CivilDate.DaysFrom(_year, _month, _day)).Day != _day)
            throw OutOfRange("day");
        var local = (CivilDate.DaysFrom(_year, _month, _day) * 86_400) + (_hour * 3600) + (_minute * 60) + _second;
        if (_offset is { } offset)
            zone = Zone.Fixed(offset, _zoneName);
        else if (_zoneName is "UTC")
            zone = Zone.Utc;
        return new TimeValue(zone.ToUnix(local), _nanosecond, zone);
    }

    private void ReadElement(string element)
    {
        switch (element)
        {
            case "2006":
                _year = ReadDigits(element, 4, 4, 0, 9999, "year");
                break;
            case "06":
                _year = ReadDigits(element, 2, 2, 0, 99, "year");
                _year += _year >= 69 ? 1900 : 2000;
                break;
            case "January" or "Jan":
                _month = 1 + ReadName(element, TimeLayout.Months, element.Length == 3);
                break;
            case "Monday" or "Mon":
                ReadName(element, TimeLayout.Days, element.Length == 3);
                break;
            case "01" or "1":
                _month = ReadDigits(element, element.Length, 2, 1, 12, "month");
                break;
            case "02" or "2" or "_2":
                SkipSpace(element);
                _day = ReadDigits(element, element == "02" ? 2 : 1, 2, 1, 31, "day");
                break;
            case "002" or "__2":
                SkipSpace(element);
                _dayOfYear = ReadDigits(element, element == "002" ? 3 : 1, 3, 1, 366, "day-of-year");
                break;
            case "15":
                _hour = ReadDigits(element, 1, 2, 0, 23, "hour");
                break;
            case "03" or "3":
                _hour = ReadDigits(element, element.Length, 2, 0, 12, "hour");
                break;
            case "04" or "4":
                _minute = ReadDigits(element, element.Length, 2, 0, 59, "minute");
                break;
            case "05" or "5":
                _second = ReadDigits(element, element.Length, 2, 0, 59, "second");

                // A fraction may follow whatever the layout says.
                if (_at + 1 < _text.Length && _text[_at] is '.' or ',' && char.IsAsciiDigit(_text[_at + 1]))
                    ReadFraction(element);
                break;
            case "PM" or "pm":
                ReadHalf(element);
                break;
            case "MST":
                ReadZoneName(element);
                break;
            case ['.' or ',', ..]:
                if (element[1] == '0' || (_at < _text.Length && _text[_at] is '.' or ','))
                    ReadFraction(element);
                break;
            default:
                ReadOffset(element);
                break;
        }
    }

    private int ReadDigits(string element, int least, int most, int low, int high, string what)
    {
        var start = _at;
        var number = 0;
        while (_at < _text.Length && _at - start < most && char.IsAsciiDigit(_text[_at]))
            number = (number * 10) + _text[_at++] - '0';
        if (_at - start < least)
            throw Fail(_text[start..], element);
        return number >= low && number <= high ? number : throw OutOfRange(what);
    }

    private void SkipSpace(string element)
    {
        while (element[0] == '_' && _at < _text.Length && _text[_at] == ' ')
            _at++;
    }

    private int ReadName(string element, string[] names, bool isShort)
    {
        for (var i = 0; i < names.Length; i++)
        {
            var name = isShort ? names[i].AsSpan(0, 3) : names[i];
            if (!_text.AsSpan(_at).StartsWith(name, StringComparison.OrdinalIgnoreCase))
                continue;
            _at += name.Length;
            return i;
        }

        throw Fail(_text[_at..], element);
    }

    private void ReadHalf(string element)
    {
        var half = _text.AsSpan(_at, Math.Min(2, _text.Length - _at));
        _isAfternoon = half.Equals(element == "PM" ? "PM" : "pm", StringComparison.Ordinal);
        if (!_isAfternoon && !half.Equals(element == "PM" ? "AM" : "am", StringComparison.Ordinal))
            throw Fail(_text[_at..], element);
        _hasHalf = true;
        _at += 2;
    }

    private void ReadZoneName(string element)
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiLetterUpper(_text[_at]))
            _at++;
        if (_at - start is < 3 or > 5)
            throw Fail(_text[start..], element);
        _zoneName = _text[start.._at];
        if (_offset is null && _zoneName != "UTC")
            _offset = 0;
    }

    private void ReadFraction(string element)
    {
        var start = _at;
        if (_at == _text.Length || _text[_at++] is not ('.' or ','))
            throw Fail(_text[start..], element);
        long fraction = 0;
        var unit = DurationValue.Second;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            unit /= 10;
            fraction += (_text[_at++] - '0') * unit;
        }

        var digits = _at - start - 1;
        if (digits == 0 || (element[0] is '.' or ',' && element[1] == '0' && digits != element.Length - 1))
            throw Fail(_text[start..], element);
        _nanosecond = (int)fraction;
    }

    private void ReadOffset(string element)
    {
        var start = _at;
        if (_at < _text.Length && element[0] == 'Z' && _text[_at] == 'Z')
        {
            _at++;
            _offset = 0;
            _zoneName = "UTC";
            return;
        }

        if (_at == _text.Length || _text[_at] is not ('+' or '-'))
            throw Fail(_text[start..], element);
        var sign = _text[_at++] == '-' ? -1 : 1;
        var colon = element.Contains(':', StringComparison.Ordinal);
        var parts = element.Count(char.IsAsciiDigit) / 2;
        var seconds = 0;
        for (var i = 0; i < parts; i++)
        {
            if (i > 0 && colon && (_at == _text.Length || _text[_at++] != ':'))
                throw Fail(_text[start..], element);
            seconds += ReadDigits(element, 2, 2, 0, i == 0 ? 24 : 59, "time zone offset " + (i == 0 ? "hour" : i == 1 ? "minute" : "second")) * (i == 0 ? 3600 : i == 1 ? 60 : 1);
        }

        _offset = sign * seconds;
    }

    private StarlarkException OutOfRange(string what) => new($"parsing time {Quotation.Of(_text)}: {what} out of range");

    private StarlarkException Fail(string rest, string element) => new(
        $"parsing time {Quotation.Of(_text)} as {Quotation.Of(_layout)}: cannot parse {Quotation.Of(rest)} as {Quotation.Of(element)}");
}
