using System.Text;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Modules.Json;

/// <summary>Writes values as JSON, however deep they are.</summary>
internal static class JsonEncoder
{
    // Up to so deep, looking at all containers around finds a cycle fastest.
    private const int Shallow = 16;

    public static void Write(ref TextBuilder builder, in Value value)
    {
        var open = new List<Opened>();
        HashSet<object>? path = null;
        try
        {
            Begin(ref builder, value, open, ref path);
            while (open.Count > 0)
            {
                StarlarkThread.Spend(1);
                var current = open[^1];
                if (current.Next(ref builder, out var element))
                {
                    if (!TryWriteLeaf(ref builder, element))
                        Begin(ref builder, element, open, ref path);
                    continue;
                }

                builder.Append(current.End);
                path?.Remove(current.Container);
                open.RemoveAt(open.Count - 1);
                current.Dispose();
            }
        }
        catch (StarlarkException exception) when (open.Count > 0)
        {
            throw new StarlarkException(string.Concat(open.Select(static opened => opened.Place)) + exception.Message, exception);
        }
        finally
        {
            foreach (var opened in open)
                opened.Dispose();
        }
    }

    private static bool TryWriteLeaf(ref TextBuilder builder, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.None:
                builder.AppendAscii("null");
                return true;
            case ValueKind.Bool:
                builder.AppendAscii(value.Bits != 0 ? "true" : "false");
                return true;
            case ValueKind.Float when !double.IsFinite(value.Double):
                throw new StarlarkException($"cannot encode non-finite float {Representation.Of(value)}");
            case ValueKind.Int or ValueKind.Float:
                Representation.Write(ref builder, value);
                return true;
            case ValueKind.String:
                WriteString(ref builder, value);
                return true;
            default:
                return false;
        }
    }

    private static void Begin(ref TextBuilder builder, in Value value, List<Opened> open, ref HashSet<object>? path)
    {
        if (TryWriteLeaf(ref builder, value))
            return;
        var opened = Open(value);
        if (!Enter(opened.Container, open, ref path))
        {
            opened.Dispose();
            throw new StarlarkException("cycle in JSON structure");
        }

        open.Add(opened);
        builder.Append(opened.Start);
    }

    /// <summary>Whether a container is none of those around it.</summary>
    private static bool Enter(object container, List<Opened> open, ref HashSet<object>? path)
    {
        if (path is not null)
            return path.Add(container);
        foreach (var around in open)
        {
            if (ReferenceEquals(around.Container, container))
                return false;
        }

        if (open.Count >= Shallow)
            path = new HashSet<object>(open.Select(static around => around.Container), ReferenceEqualityComparer.Instance) { container };
        return true;
    }

    private static Opened Open(in Value value) => value.Reference switch
    {
        StarlarkDict dict => new OpenedItems(dict, SortedItems(dict)),
        StarlarkList or StarlarkTuple => new OpenedRow(value),
        IMapping and IIterable => new OpenedItems(value.Reference, SortedItems((IMapping)value.Reference, (IIterable)value.Reference)),
        IIterable iterable => new OpenedElements(value, iterable.Iterate()),
        IHasAttributes or StarlarkBytes => new OpenedFields(value),
        _ => throw new StarlarkException($"cannot encode {TypeNames.Of(value)} as JSON"),
    };

    private static (Value Key, Value Item)[] SortedItems(StarlarkDict dict)
    {
        StarlarkThread.Reserve(2L * Value.Size * dict.Count);
        var items = new (Value Key, Value Item)[dict.Count];
        var count = 0;
        for (var i = 0; i < dict.Table.End; i++)
        {
            StarlarkThread.SpendTurn(i);
            if (!dict.Table.Has(i))
                continue;
            ref readonly var key = ref dict.Table.KeyAt(i);
            if (!key.IsString)
                throw new StarlarkException($"dict has {TypeNames.Of(key)} key, want string");
            items[count++] = (key, dict.Table.ItemAt(i));
        }

        return Sorted(items);
    }

    private static (Value Key, Value Item)[] SortedItems(IMapping mapping, IIterable keys)
    {
        var items = new List<(Value Key, Value Item)>();
        using var walk = keys.Iterate();
        while (walk.NextCounted(out var key))
        {
            if (!key.IsString)
                throw new StarlarkException($"{((StarlarkObject)mapping).TypeName} has {TypeNames.Of(key)} key, want string");
            mapping.TryGet(key, out var item);
            items.Add((key, item));
        }

        return Sorted([.. items]);
    }

    private static (Value Key, Value Item)[] Sorted((Value Key, Value Item)[] items)
    {
        StableSort.Sort(items, default(KeyOrder));
        return items;
    }

    private static void WriteString(ref TextBuilder builder, in Value text)
    {
        // The reference writes DEL as \x7f, which is no JSON and which nobody could read back.
        if (Strings.TryAscii(text, out var ascii) && !HasControls(ascii))
            Quotation.Write(ref builder, text);
        else
            WriteEscaped(ref builder, Strings.Utf8(text));
    }

    private static bool HasControls(string ascii)
    {
        foreach (var character in ascii)
        {
            if (character is < ' ' or '\x7f')
                return true;
        }

        return false;
    }

    /// <summary>As the reference's own JSON library does, which escapes what means something in HTML too.</summary>
    private static void WriteEscaped(ref TextBuilder builder, ReadOnlySpan<byte> bytes)
    {
        builder.Append('"');
        while (!bytes.IsEmpty)
        {
            var width = Runes.Decode(bytes, out var rune);
            switch (rune.Value)
            {
                case '"' or '\\':
                    builder.Append('\\');
                    builder.Append((char)rune.Value);
                    break;
                case '\b':
                    builder.AppendAscii("\\b");
                    break;
                case '\f':
                    builder.AppendAscii("\\f");
                    break;
                case '\n':
                    builder.AppendAscii("\\n");
                    break;
                case '\r':
                    builder.AppendAscii("\\r");
                    break;
                case '\t':
                    builder.AppendAscii("\\t");
                    break;
                case < ' ' or '<' or '>' or '&' or 0x2028 or 0x2029:
                    builder.AppendAscii($"\\u{rune.Value:x4}");
                    break;
                case 0xfffd when width == 1:
                    builder.AppendAscii("\\ufffd");
                    break;
                default:
                    builder.AppendRune(rune);
                    break;
            }

            bytes = bytes[width..];
        }

        builder.Append('"');
    }

    private readonly struct KeyOrder : StableSort.IOrder<(Value Key, Value Item)>
    {
        public bool Before((Value Key, Value Item) left, (Value Key, Value Item) right) => Strings.Compare(left.Key, right.Key) < 0;
    }

    /// <summary>A container of which some elements are written.</summary>
    private abstract class Opened(object container) : IDisposable
    {
        public object Container { get; } = container;

        public virtual char Start => '{';

        public virtual char End => '}';

        /// <summary>Where the error is, for the element that is being written.</summary>
        public abstract string Place { get; }

        /// <summary>Goes to the next element and writes what stands before it.</summary>
        public abstract bool Next(ref TextBuilder builder, out Value element);

        public virtual void Dispose()
        {
        }
    }

    private sealed class OpenedItems(object container, (Value Key, Value Item)[] items) : Opened(container)
    {
        private int _next;

        public override string Place => $"in {((StarlarkObject)Container).TypeName} key {items[_next - 1].Key}: ";

        public override bool Next(ref TextBuilder builder, out Value element)
        {
            element = default;
            if (_next == items.Length)
                return false;
            if (_next > 0)
                builder.Append(',');
            WriteString(ref builder, items[_next].Key);
            builder.Append(':');
            element = items[_next++].Item;
            return true;
        }
    }

    private sealed class OpenedRow(Value row) : Opened(row.Reference!)
    {
        private int _next;

        public override char Start => '[';

        public override char End => ']';

        public override string Place => $"at {((StarlarkObject)Container).TypeName} index {_next - 1}: ";

        public override bool Next(ref TextBuilder builder, out Value element)
        {
            element = default;
            Iteration.TrySpan(row, out var items);
            if (_next >= items.Length)
                return false;
            if (_next > 0)
                builder.Append(',');
            element = items[_next++];
            return true;
        }
    }

    private sealed class OpenedElements(Value container, StarlarkIterator elements) : Opened(container.Reference!)
    {
        private int _next;

        public override char Start => '[';

        public override char End => ']';

        public override string Place => $"at {((StarlarkObject)Container).TypeName} index {_next - 1}: ";

        public override bool Next(ref TextBuilder builder, out Value element)
        {
            if (!elements.Next(out element))
                return false;
            if (_next++ > 0)
                builder.Append(',');
            return true;
        }

        public override void Dispose()
        {
            elements.Dispose();
            base.Dispose();
        }
    }

    private sealed class OpenedFields(Value container) : Opened(container.Reference!)
    {
        private readonly string[] _names = Attributes.Names(container);
        private int _next;

        public override string Place => $"in field .{_names[_next - 1]}: ";

        public override bool Next(ref TextBuilder builder, out Value element)
        {
            element = default;
            if (_next == _names.Length)
                return false;
            if (_next > 0)
                builder.Append(',');
            var name = _names[_next++];
            WriteString(ref builder, Value.FromString(name));
            builder.Append(':');
            element = Attributes.Get(container, name);
            return true;
        }
    }
}
