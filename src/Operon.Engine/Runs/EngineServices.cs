using Operon.Engine.Sources;
using Operon.Host;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Runs;

/// <summary>What the engine works with.</summary>
/// <param name="Data">Where runs and what calls make are kept.</param>
/// <param name="Containers">Runs containers.</param>
/// <param name="Images">Finds their images.</param>
/// <param name="Ops">Reads ops.</param>
/// <param name="Clock">Tells the time.</param>
/// <param name="Warn">Gets what is doubtful; from any thread.</param>
public sealed record EngineServices(DataDirectory Data, RuntimeSource Containers, ImageResolver Images, OpLoader Ops, TimeProvider Clock, Action<Diagnostic> Warn);
