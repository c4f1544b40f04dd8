using System.Runtime.InteropServices;

namespace Operon.Host.Linux;

/// <summary>Owner, mode and time of something in a tree.</summary>
/// <param name="User">By number.</param>
/// <param name="Group">By number.</param>
/// <param name="Mode">Permissions with set-user-id, set-group-id and sticky bits.</param>
/// <param name="Seconds">Last change of the content, since 1970.</param>
/// <param name="Nanoseconds">On top of the seconds; 0 to 999,999,999.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TreeAttributes(uint User, uint Group, uint Mode, long Seconds, long Nanoseconds);
