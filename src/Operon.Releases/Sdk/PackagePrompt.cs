using System.Globalization;
using System.Runtime.Versioning;
using Operon.Releases.Sdk.Evaluation;
using Operon.Releases.Sdk.Functions;
using Operon.Releases.Sdk.Loading;
using Operon.Starlark;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;
using Operon.Text;

namespace Operon.Releases.Sdk;

/// <summary>
/// Statements that are entered one by one, with the names of package files and the globals of one (releases, section 4). <c>_</c> is the last value,
/// <c>help()</c> lists the names.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class PackagePrompt
{
    private const string Last = "_";
    private const string Help = "help";

    private readonly PackageConfiguration package;
    private readonly StarlarkThread thread;
    private readonly Session session;
    private readonly Dictionary<string, Value> names;
    private readonly Dictionary<string, Operon.Text.Diagnostics.SourceText> parts = new(StringComparer.Ordinal);

    internal PackagePrompt(PackageConfiguration package, Dictionary<string, Value> names, Action<LogLine> print)
    {
        this.package = package;
        this.names = names;
        thread = RunningCode.Thread(package.Surroundings, "prompt", print, CancellationToken.None);
        names[Help] = SdkFunction.Of(Help, [], call =>
        {
            foreach (var name in session!.Names.Where(n => !Universe.Names.Contains(n)).Order(StringComparer.Ordinal)) RunningCode.Of(call.Thread).Write(CodePlace.Of(call.Thread), name);
            return Value.None;
        });
        session = new Session(thread, names, ModuleLoader.Dialect);
    }

    /// <summary>Whether a text is cut short: more lines have to follow.</summary>
    public static bool NeedsMore(string text) => Session.NeedsMore(text);

    /// <summary>The names that begin so, for completion: names, or attributes of what stands before the last point.</summary>
    public IEnumerable<string> Completions(string beginning) => session.Completions(beginning);

    /// <summary>Runs a statement.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its value, None where it has none; or a rule of <see cref="SdkRules"/>. Secrets are hidden in it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Result<Value> Run(string text, CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"<input {parts.Count + 1}>");
        parts[name] = new(name, text);
        thread.Cancellation = cancellation;
        try
        {
            var value = session.Run(text, name) ?? Value.None;
            if (!value.IsNone) names[Last] = value;
            return value;
        }
        catch (Exception error) when (FailureReport.Covers(error))
        {
            return package.Surroundings.Secrets.Mask(package.Failures.With(n => parts.GetValueOrDefault(n), session.Names).Of(error));
        }
    }
}
