using Operon.Starlark.Builtins;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary><c>repo_alias</c>, <c>trigger</c>, <c>remotes</c>. In package files they have no effect.</summary>
internal static class RepositoryFunctions
{
    public static IEnumerable<Builtin> Of(ConfigurationScope scope) =>
    [
        SdkFunction.Of("repo_alias", [BuiltinParameter.String("s")], call =>
        {
            scope.Repository?.SetAlias(call.String(0));
            return Value.None;
        }),
        SdkFunction.Of("trigger", [BuiltinParameter.Any("fn")], call =>
        {
            var function = TaskParameters.Function("trigger", call[0]);
            scope.Repository?.SetTrigger(function);
            return Value.None;
        }),
        SdkFunction.Of("remotes", [BuiltinParameter.Of("remotes", BuiltinParameterKind.Iterable)], call =>
        {
            var remotes = SdkFunction.Texts("remotes", "remotes", call[0]);
            scope.Repository?.SetRemotes(remotes);
            return Value.None;
        }),
    ];
}
