using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Builtins;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary>The struct <c>store</c>.</summary>
internal static class StoreFunctions
{
    public static StarlarkStruct Of(ConfigurationScope scope) => SdkFunction.Struct(
        new("set", SdkFunction.Of("set", [BuiltinParameter.Any("state"), BuiltinParameter.Any("intent", Value.None)], call =>
        {
            var state = Read("state", call[0]);
            var intent = call[1].IsNone ? null : Read("intent", call[1]);
            scope.Repository?.SetStores(state, intent);
            return Value.None;
        })),
        new("git", SdkFunction.Of(
            "git",
            [BuiltinParameter.String("remote_url"), BuiltinParameter.Of("branch", BuiltinParameterKind.String, Value.None).OrNone(), BuiltinParameter.Bool("create_branch", true), SdkFunction.OptionalDict("support_files")],
            call => Store("git", [("remote_url", call[0]), ("branch", call[1]), ("create_branch", call[2]), ("support_files", call[3])]))),
        new("fs", SdkFunction.Of("fs", [BuiltinParameter.String("path")], call => Store("fs", [("path", call[0])]))));

    /// <summary>The store of a value that is set.</summary>
    /// <exception cref="SdkError">It is none.</exception>
    public static StoreSettings Read(string what, in Value value) => StoreSettings.Of(SdkFunction.Json($"the {what} store", value)).TryGet(out var settings, out var failure)
        ? settings
        : throw new SdkError(failure.Rule, $"the {what} store: {failure.Message}", failure.Expected, failure.Fix);

    // Checked where it is made, so that the error shows the line.
    private static StarlarkDict Store(string kind, ReadOnlySpan<(string, Value)> fields)
    {
        var store = JsonBridge.Dict((kind, JsonBridge.Dict(fields)));
        Read(kind, store);
        return store;
    }
}
