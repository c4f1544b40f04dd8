using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;

namespace Operon.Starlark.Values;

/// <summary>What <c>repr</c> and <c>str</c> give. Neither depth nor cycles trouble it.</summary>
internal static class Representation
{
    /// <summary>The text for a message or for .NET.</summary>
    public static string Of(in Value value)
    {
        if (value.IsSmallInt)
            return value.Bits.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Strings.Decode(Repr(value));
    }

    public static Value Repr(in Value value)
    {
        var builder = new TextBuilder(stackalloc char[256]);
        Write(ref builder, value);
        return builder.ToValue();
    }

    /// <summary>What <c>str(x)</c> gives: a string as it is, anything else as <c>repr</c> gives it.</summary>
    public static Value Str(in Value value)
    {
        if (value.IsString)
            return value;
        return value.IsSmallInt
            ? Value.FromAscii(value.Bits.ToString(System.Globalization.CultureInfo.InvariantCulture))
            : Repr(value);
    }

    /// <summary>What <c>%s</c> gives: a string as it is, anything else as <c>repr</c> gives it.</summary>
    public static void WriteStr(ref TextBuilder builder, in Value value)
    {
        if (value.IsString)
            builder.AppendText(value);
        else
            Write(ref builder, value);
    }

    public static void Write(ref TextBuilder builder, in Value value)
    {
        if (!TryWriteLeaf(ref builder, value))
            WriteNested(ref builder, (StarlarkObject)value.Reference!);
    }

    private static bool TryWriteLeaf(ref TextBuilder builder, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.None:
                builder.AppendAscii("None");
                return true;
            case ValueKind.Bool:
                builder.AppendAscii(value.Bits != 0 ? "True" : "False");
                return true;
            case ValueKind.Int when value.IsSmallInt:
                builder.AppendInt(value.Bits);
                return true;
            case ValueKind.Int:
                builder.AppendAscii(IntegerText.Of(Integers.Big(value)));
                return true;
            case ValueKind.Float:
                FloatText.Write(ref builder, value.Double);
                return true;
            case ValueKind.String:
                Quotation.Write(ref builder, value);
                return true;
            case ValueKind.Bytes:
                builder.Append('b');
                Quotation.Write(ref builder, ((StarlarkBytes)value.Reference!).Span);
                return true;
            case ValueKind.List or ValueKind.Tuple or ValueKind.Dict or ValueKind.Set:
                return false;
            case ValueKind.Unset:
                builder.AppendAscii("<unset>");
                return true;
            default:
                if (value.Reference is StarlarkStruct)
                    return false;
                builder.AppendString(value.Reference!.ToString()!);
                return true;
        }
    }

    private static void WriteNested(ref TextBuilder builder, StarlarkObject root)
    {
        var open = new Stack<Opened>();
        var path = new HashSet<StarlarkObject>(ReferenceEqualityComparer.Instance);
        Open(ref builder, root, open, path);
        while (open.TryPop(out var current))
        {
            StarlarkThread.Spend(1);
            if (!current.Next(ref builder, out var element))
            {
                builder.AppendAscii(current.End);
                path.Remove(current.Container);
                continue;
            }

            open.Push(current);
            if (!TryWriteLeaf(ref builder, element))
                Open(ref builder, (StarlarkObject)element.Reference!, open, path);
        }
    }

    private static void Open(ref TextBuilder builder, StarlarkObject container, Stack<Opened> open, HashSet<StarlarkObject> path)
    {
        // Only what can be changed can hold itself.
        if (container is StarlarkList or StarlarkDict && !path.Add(container))
        {
            builder.AppendAscii(container is StarlarkList ? "[...]" : "{...}");
            return;
        }

        var opened = new Opened(container);
        if (container is StarlarkStruct structure)
            builder.AppendString(structure.ConstructorText);
        builder.AppendAscii(opened.Begin);
        open.Push(opened);
    }

    /// <summary>A container of which some elements are written.</summary>
    private struct Opened(StarlarkObject container)
    {
        public readonly StarlarkObject Container = container;
        private int _next;
        private bool _afterKey;
        private bool _afterFirst;

        public readonly string Begin => Container switch
        {
            StarlarkList => "[",
            StarlarkDict => "{",
            StarlarkSet => "set([",
            _ => "(",
        };

        public readonly string End => Container switch
        {
            StarlarkList => "]",
            StarlarkDict => "}",
            StarlarkSet => "])",
            StarlarkTuple { Count: 1 } => ",)",
            _ => ")",
        };

        /// <summary>Goes to the next element and writes what stands before it.</summary>
        public bool Next(ref TextBuilder builder, out Value element)
        {
            switch (Container)
            {
                case StarlarkDict dict when _afterKey:
                    builder.AppendAscii(": ");
                    element = dict.Table.ItemAt(_next++);
                    _afterKey = false;
                    return true;
                case StarlarkDict dict:
                    _afterKey = true;
                    return NextKey(ref builder, dict.Table, out element);
                case StarlarkSet set:
                    if (!NextKey(ref builder, set.Table, out element))
                        return false;
                    _next++;
                    return true;
                case StarlarkStruct structure:
                    if (!NextOf(ref builder, structure.Count, out var field))
                    {
                        element = default;
                        return false;
                    }

                    builder.AppendString(structure.NameAt(field));
                    builder.AppendAscii(" = ");
                    element = structure.ValueAt(field);
                    return true;
                case StarlarkTuple tuple:
                    element = NextOf(ref builder, tuple.Count, out var place) ? tuple[place] : default;
                    return place >= 0;
                default:
                    var list = (StarlarkList)Container;
                    element = NextOf(ref builder, list.Count, out place) ? list[place] : default;
                    return place >= 0;
            }
        }

        private bool NextOf(ref TextBuilder builder, int count, out int index)
        {
            index = _next < count ? _next++ : -1;
            if (index > 0)
                builder.AppendAscii(", ");
            return index >= 0;
        }

        private bool NextKey(ref TextBuilder builder, HashTable table, out Value key)
        {
            while (_next < table.End && !table.Has(_next))
                _next++;
            if (_next >= table.End)
            {
                key = default;
                return false;
            }

            if (_afterFirst)
                builder.AppendAscii(", ");
            _afterFirst = true;
            key = table.KeyAt(_next);
            return true;
        }
    }
}
