using Operon.Cli.Arguments;
using Operon.Engine.Sources;

namespace Operon.Cli.Commands;

/// <summary>What a command is to run.</summary>
/// <param name="Op">The op, and what reads those that it calls.</param>
/// <param name="Recorded">What the run had that is done again; null for a new one.</param>
internal sealed record AskedRun((LoadedOp Root, OpLoader Loader) Op, RecordedArguments? Recorded);
