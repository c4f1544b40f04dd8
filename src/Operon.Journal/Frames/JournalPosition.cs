using System.Runtime.InteropServices;

namespace Operon.Journal.Frames;

/// <summary>A place between two frames.</summary>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="NextNumber">The number of the next event.</param>
/// <param name="Epoch">The epoch that holds there; 0 before the first.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalPosition(long Offset, long NextNumber, int Epoch);
