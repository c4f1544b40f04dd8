using System.Collections.Immutable;
using Operon.Engine.Sources;
using Operon.Opspec.Values;

namespace Operon.Engine.Runs;

/// <summary>A run that somebody asks for.</summary>
/// <param name="Op">The root op.</param>
/// <param name="Inputs">Its inputs, bound and checked.</param>
public sealed record RunRequest(LoadedOp Op, ImmutableDictionary<string, Value> Inputs);
