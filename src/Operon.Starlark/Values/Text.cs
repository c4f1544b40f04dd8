using System.Text;
using System.Threading;
using Operon.Starlark.Execution;
using Operon.Starlark.Methods;

namespace Operon.Starlark.Values;

/// <summary>
/// A string that is not held as <see cref="string"/>: because it has bytes beyond ASCII, or because it is long and
/// grew by <c>+</c>. Its bytes need not be valid UTF-8. A grown string is the beginning of a buffer that has room
/// behind it, so that <c>s += x</c> in a loop copies every byte a constant number of times.
/// </summary>
internal sealed class Text : StarlarkObject
{
    private const int LeastRoom = 2048;

    private readonly byte[] _bytes;
    private readonly int _length;
    private readonly Room? _room;
    private string? _decoded;
    private int _hash;

    /// <summary>A string with a byte beyond ASCII that takes the array as its own.</summary>
    public Text(byte[] bytes)
    {
        _bytes = bytes;
        _length = bytes.Length;
    }

    private Text(Room room, int length, bool isAscii)
    {
        _bytes = room.Bytes;
        _length = length;
        _room = room;
        IsAscii = isAscii;
    }

    public override string TypeName => "string";

    public override bool Truth => _length > 0;

    public int Length => _length;

    public bool IsAscii { get; }

    public ReadOnlySpan<byte> Utf8 => _bytes.AsSpan(0, _length);

    /// <summary>The text as .NET has it, bytes that are not UTF-8 as U+DC80 to U+DCFF.</summary>
    public string Decoded => _decoded ??= IsAscii ? Encoding.Latin1.GetString(Utf8) : SurrogateEscape.GetString(Utf8);

    internal override ValueKind Kind => ValueKind.String;

    internal override MethodTable? Methods => StringMethods.Table;

    public static Text Concat(in Value left, in Value right)
    {
        var length = Strings.Length(left);
        var more = Strings.Length(right);
        var total = (long)length + more;
        if (total > Limits.Text)
            throw Strings.TooLong();
        var isAscii = Strings.IsAscii(left) && Strings.IsAscii(right);
        if (left.Reference is Text { _room: { } room } && room.TryTake(length, more))
        {
            Strings.CopyUtf8(right, room.Bytes.AsSpan(length));
            return new Text(room, (int)total, isAscii);
        }

        var capacity = (int)Math.Min(Math.Max(total * 2, LeastRoom), Limits.Text);
        StarlarkThread.Reserve(capacity);
        var roomier = new Room(capacity, (int)total);
        Strings.CopyUtf8(left, roomier.Bytes);
        Strings.CopyUtf8(right, roomier.Bytes.AsSpan(length));
        return new Text(roomier, (int)total, isAscii);
    }

    public override string ToString() => Representation.Of(this);

    public override int GetValueHash()
    {
        // Another thread may compute the same number at the same time.
        if (_hash == 0)
            _hash = IsAscii ? HashTable.HashOf(Decoded) : HashTable.HashOf(Utf8);
        return _hash;
    }

    /// <summary>Bytes of which the first are taken by strings; the rest is for whoever asks first.</summary>
    private sealed class Room(int capacity, int taken)
    {
        public readonly byte[] Bytes = GC.AllocateUninitializedArray<byte>(capacity);
        private int _taken = taken;

        public bool TryTake(int from, int count) =>
            from + (long)count <= Bytes.Length && Interlocked.CompareExchange(ref _taken, from + count, from) == from;
    }
}
