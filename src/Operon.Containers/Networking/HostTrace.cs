using System.Collections.Immutable;

namespace Operon.Containers.Networking;

/// <summary>
/// Something that a network leaves on the machine when its engine is killed, as the command that removes it. The command does no
/// harm when it is run again, or when the thing is gone: then it only exits with another code than 0.
/// </summary>
/// <param name="Program">Path of the program.</param>
/// <param name="Arguments">Its arguments, as they are; no shell is needed.</param>
public sealed record HostTrace(string Program, ImmutableArray<string> Arguments);
