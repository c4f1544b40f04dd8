using System.Runtime.InteropServices;

namespace Operon.Host.Linux;

/// <summary>The system's <c>libzstd.so.1</c>, which no package brings.</summary>
public sealed unsafe class Zstandard
{
    private const string Library = "libzstd.so.1";
    private static readonly Lazy<Zstandard?> Loaded = new(Find);

    private readonly delegate* unmanaged<nint> create;
    private readonly delegate* unmanaged<nint, nuint> free;
    private readonly delegate* unmanaged<nint, OutputBuffer*, InputBuffer*, nuint> decompress;
    private readonly delegate* unmanaged<nuint, uint> isError;

    private Zstandard(nint library)
    {
        create = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "ZSTD_createDStream");
        free = (delegate* unmanaged<nint, nuint>)NativeLibrary.GetExport(library, "ZSTD_freeDStream");
        decompress = (delegate* unmanaged<nint, OutputBuffer*, InputBuffer*, nuint>)NativeLibrary.GetExport(library, "ZSTD_decompressStream");
        isError = (delegate* unmanaged<nuint, uint>)NativeLibrary.GetExport(library, "ZSTD_isError");
    }

    /// <summary>The library; null where this machine does not have it.</summary>
    public static Zstandard? Load() => Loaded.Value;

    /// <summary>Starts unpacking; a stream is to be freed.</summary>
    internal nint Create() => create() is var stream and not 0 ? stream : throw new InvalidOperationException("libzstd has no memory");

    internal void Free(nint stream) => _ = free(stream);

    /// <summary>Unpacks what it can.</summary>
    /// <returns>How many bytes it read and wrote, and whether a frame has ended.</returns>
    /// <exception cref="InvalidDataException">The input is no zstd, or needs a window of more than 128 MiB.</exception>
    internal (int Read, int Written, bool AtEnd) Decompress(nint stream, ReadOnlySpan<byte> input, Span<byte> output)
    {
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            var source = new InputBuffer { Start = from, Length = (nuint)input.Length };
            var target = new OutputBuffer { Start = to, Length = (nuint)output.Length };
            var left = decompress(stream, &target, &source);
            if (isError(left) != 0) throw new InvalidDataException("the zstd data is damaged");
            return ((int)source.Position, (int)target.Position, left == 0);
        }
    }

    private static Zstandard? Find() => NativeLibrary.TryLoad(Library, out var library) ? new Zstandard(library) : null;

    [StructLayout(LayoutKind.Sequential)]
    private struct InputBuffer
    {
        public byte* Start;
        public nuint Length;
        public nuint Position;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct OutputBuffer
    {
        public byte* Start;
        public nuint Length;
        public nuint Position;
    }
}
