using Operon.Starlark.Syntax;

namespace Operon.Cli.Arguments;

/// <summary>The words of the command line for what a Starlark file may use.</summary>
internal static class StarlarkDialect
{
    private static readonly Dictionary<string, Func<Dialect, Dialect>> Options = new(StringComparer.Ordinal)
    {
        ["set"] = dialect => dialect with { Set = true },
        ["while"] = dialect => dialect with { While = true },
        ["toplevelcontrol"] = dialect => dialect with { TopLevelControl = true },
        ["globalreassign"] = dialect => dialect with { GlobalReassign = true },
        ["recursion"] = dialect => dialect with { Recursion = true },
        ["loadbindsglobally"] = dialect => dialect with { LoadBindsGlobally = true },
    };

    public static IEnumerable<string> Names => Options.Keys;

    public static Dialect With(IEnumerable<string> options) => options.Aggregate(Dialect.Core, (dialect, option) => Options[option](dialect));
}
