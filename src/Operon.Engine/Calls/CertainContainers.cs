using Operon.Opspec.Declarations;

namespace Operon.Engine.Calls;

/// <summary>Whether an op will need containers, as far as can be told before anything of it runs.</summary>
internal static class CertainContainers
{
    /// <summary>Whether a container call of the op itself has no condition on its way. Its loops may still turn out to be empty.</summary>
    public static bool AreIn(OpDeclaration op) => op.Run is { } run && AreIn(run);

    private static bool AreIn(CallDeclaration call) => call.If is null && call switch
    {
        ContainerCallDeclaration => true,
        SerialCallDeclaration serial => serial.Calls.Any(AreIn),
        ParallelCallDeclaration parallel => parallel.Calls.Any(AreIn),
        SerialLoopDeclaration loop => AreIn(loop.Run),
        ParallelLoopDeclaration loop => AreIn(loop.Run),
        _ => false,
    };
}
