using Operon.Host.Files;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Builtins;
using Operon.Starlark.Values;
using Operon.Text;

namespace Operon.Releases.Sdk.Functions;

/// <summary><c>read</c>, <c>write</c>, <c>read_dir</c>, <c>is_dir</c>: paths begin in the folder of the package (releases, sections 2.4, 11.3).</summary>
internal static class FileFunctions
{
    private static readonly BuiltinParameter PathParameter = BuiltinParameter.String("path");

    public static (string Field, Builtin Function)[] Of(ConfigurationScope scope) =>
    [
        ("read_file", SdkFunction.Of("read", [PathParameter], call => On(call, scope, path => SurrogateEscape.GetString(File.ReadAllBytes(path))))),
        ("write_file", SdkFunction.Of("write", [PathParameter, BuiltinParameter.String("content")], call =>
        {
            var content = SurrogateEscape.GetBytes(call.String(1));
            return On(call, scope, path =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
                File.WriteAllBytes(path, content);
                return Value.None;
            });
        })),
        ("read_dir", SdkFunction.Of("read_dir", [PathParameter], call => On(call, scope, path =>
        {
            if (File.Exists(path)) throw new IOException("it is not a directory");
            var names = new DirectoryInfo(path).EnumerateFileSystemInfos().Select(e => e.Name).Order(BytewiseComparer.Instance);
            return new StarlarkList([.. names.Select(n => (Value)n)]);
        }))),
        ("is_dir", SdkFunction.Of("is_dir", [PathParameter], call => On(call, scope, path => File.GetAttributes(path).HasFlag(FileAttributes.Directory)))),
    ];

    private static Value On(BuiltinCall call, ConfigurationScope scope, Func<string, Value> use)
    {
        var path = call.String(0);
        if (path.Contains('\0', StringComparison.Ordinal)) throw new SdkError(SdkRules.HostFailed, $"{call.Function.Name}: a path cannot hold the character 0");
        try
        {
            return use(Path.GetFullPath(path, scope.Directory));
        }
        catch (Exception error) when (FileFailure.Covers(error))
        {
            throw new SdkError(SdkRules.HostFailed, $"{call.Function.Name}: {path}: {FileFailure.Reason(error)}", fix: $"paths begin in {scope.Directory}");
        }
    }
}
