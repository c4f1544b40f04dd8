using System.Runtime.InteropServices;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Builtins;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary><c>os</c>, <c>arch</c>, <c>env</c>, <c>pwd</c>, and the functions that stand alone: <c>secret</c>, <c>debug_break</c>.</summary>
internal static class MachineFunctions
{
    public static (string Field, Builtin Function)[] Of(ConfigurationScope scope) =>
    [
        ("os", SdkFunction.Of("os", [], _ => OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsFreeBSD() ? "freebsd" : "linux")),
        ("arch", SdkFunction.Of("arch", [], _ => Architecture())),
        ("env", SdkFunction.Of("env", [], _ => Variables(scope))),
        ("pwd", SdkFunction.Of("pwd", [], _ => scope.PackageDirectory)),
    ];

    public static IEnumerable<Builtin> Alone(ConfigurationScope scope) =>
    [
        SdkFunction.Of("secret", [BuiltinParameter.Any("value")], call =>
        {
            if (!call[0].TryGetString(out var text)) throw new SdkError(SdkRules.BadArgument, $"secret value must be a string, got a {call[0].TypeName}", "a string");
            return scope.Surroundings.Secrets.TryAdd(text) ? call[0] : throw new SdkError(SdkRules.BadArgument, "secret: there are more than 64 KiB of secrets, which cannot all be hidden", fix: "name less as secret");
        }),
        SdkFunction.Of("debug_break", [], call =>
        {
            if (call.Thread.CallStack is not [var caller, ..]) return Value.None;
            var place = CodePlace.Of(call.Thread);
            RunningCode.Of(call.Thread).Write(place, $"debug_break in {caller.Function.Name} at {place.File}:{place.Position}");
            foreach (var (name, value) in caller.Locals) RunningCode.Of(call.Thread).Write(place, $"  {name} = {value}");
            return Value.None;
        }),
    ];

    private static string Architecture() => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        System.Runtime.InteropServices.Architecture.LoongArch64 => "loong64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static StarlarkDict Variables(ConfigurationScope scope)
    {
        var dict = new StarlarkDict(scope.Surroundings.Variables.Count);
        foreach (var (name, value) in scope.Surroundings.Variables) dict.Set(name, value);
        return dict;
    }
}
