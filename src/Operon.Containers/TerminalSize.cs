using System.Runtime.InteropServices;

namespace Operon.Containers;

/// <summary>How much a terminal shows.</summary>
/// <param name="Columns">Characters in a line.</param>
/// <param name="Rows">Lines.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TerminalSize(ushort Columns, ushort Rows);
