using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Builtins;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary>Names that the original's SDK lets slip into every file (releases, section 2.4). They are there so that a file can ask for them or shadow them.</summary>
internal static class ReservedFunctions
{
    /// <summary>Not in the main file of a package.</summary>
    public static Builtin After { get; } = Identity("after");

    public static IEnumerable<Builtin> All { get; } =
    [
        Identity("unwrap"),
        Identity("do_work"),
        SdkFunction.Of("outputs", (_, in arguments) => JsonBridge.Dict(("outputs", Named(arguments)))),
        SdkFunction.Of("check_params", [BuiltinParameter.Any("fn"), SdkFunction.OptionalDict("inputs")], call =>
        {
            var function = TaskParameters.Function("check_params", call[0]);
            TaskParameters.Check(function, TaskInputs.Of("check_params", call[1]).Properties.Keys);
            return Value.None;
        }),
        SdkFunction.Of("vars_from_json", [BuiltinParameter.String("json")], call => JsonModule.Decode(call[0])),
        SdkFunction.Of("map_from_json", [BuiltinParameter.String("json")], call => JsonModule.Decode(call[0])),
        SdkFunction.Of("normalizeHeaders", [SdkFunction.OptionalDict("headers")], call => HttpFunctions.Normalized(call.Object<StarlarkDict>(0))),
    ];

    private static Builtin Identity(string name) => SdkFunction.Of(name, [BuiltinParameter.Any("value", Value.None)], call => call[0]);

    private static StarlarkDict Named(scoped in Arguments arguments)
    {
        var dict = new StarlarkDict(arguments.Names.Length);
        for (var i = 0; i < arguments.Names.Length; i++) dict.Set(arguments.Names[i], arguments.Named[i]);
        return dict;
    }
}
