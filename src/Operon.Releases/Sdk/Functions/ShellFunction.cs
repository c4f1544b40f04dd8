using System.Globalization;
using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Builtins;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary><c>shell</c> (releases, sections 2.4, 11.3).</summary>
[UnsupportedOSPlatform("windows")]
internal static class ShellFunction
{
    public static Builtin Of(ConfigurationScope scope) => SdkFunction.Of(
        "shell",
        [
            BuiltinParameter.String("command"),
            BuiltinParameter.String("shell", "sh"),
            BuiltinParameter.String("dir", "."),
            SdkFunction.OptionalDict("env"),
            BuiltinParameter.Any("mute", false),
            BuiltinParameter.Any("continue_on_error", false),
        ],
        call =>
        {
            var command = call.String(0);
            var directory = Path.GetFullPath(call.String(2).Replace('\0', '\ufffd'), scope.Directory);
            if (!Directory.Exists(directory)) throw new SdkError(SdkRules.ShellFailed, $"shell: there is no folder {call.String(2)}", fix: $"a relative dir begins in {scope.Directory}");
            var code = RunningCode.Of(call.Thread);
            var place = CodePlace.Of(call.Thread);
            var process = new ShellProcess(call.String(1), command, directory, Variables(scope, call.Object<StarlarkDict>(3)), call[4].Truth ? null : line => code.Write(place, line), code.Declares ? null : scope.Surroundings.Entrust);
            var exitCode = process.Run(call.Thread.Cancellation);
            if (exitCode != 0 && !call[5].Truth) throw Failed(command, exitCode);
            return SdkFunction.Struct(
                new("combined_output", SurrogateEscape.GetString(process.Combined)),
                new("stdout", SurrogateEscape.GetString(process.Output)),
                new("stderr", SurrogateEscape.GetString(process.Error)),
                new("exit_code", Math.Max(exitCode, -1)));
        });

    private static SdkError Failed(string command, int exitCode)
    {
        var reason = exitCode < 0 ? $"signal: {SpawnedProcess.NameOf(-exitCode)}" : string.Create(CultureInfo.InvariantCulture, $"exit status {exitCode}");
        return new SdkError(SdkRules.ShellFailed, $"{command}: {reason}", fix: "continue_on_error=True gives the exit code instead");
    }

    private static Dictionary<string, string> Variables(ConfigurationScope scope, StarlarkDict? added)
    {
        var variables = new Dictionary<string, string>(scope.Surroundings.Variables, StringComparer.Ordinal);
        foreach (var (key, value) in added?.Items ?? [])
        {
            if (!key.TryGetString(out var name) || name.Length == 0 || name.AsSpan().ContainsAny('=', '\0')) throw new SdkError(SdkRules.BadArgument, $"shell: {key} is no name of an environment variable", "a string that is not empty and has no =");
            if (!value.TryGetString(out var text) || text.Contains('\0', StringComparison.Ordinal)) throw new SdkError(SdkRules.BadArgument, $"shell: the environment variable {name} is {value}, {SdkError.WithArticle(value.TypeName)}", "a string");
            variables[name] = text;
        }

        return variables;
    }
}
