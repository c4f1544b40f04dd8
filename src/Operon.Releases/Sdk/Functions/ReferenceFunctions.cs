using Operon.Releases.References;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Builtins;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary><c>ref</c> and <c>input</c>.</summary>
internal static class ReferenceFunctions
{
    public const string Ref = "ref";
    public const string Default = "default";

    public static IEnumerable<Builtin> Of(ConfigurationScope scope)
    {
        if (scope.RelativeTo is not { } relativeTo) return [SdkFunction.NotAvailable(Ref), SdkFunction.NotAvailable("input")];
        return
        [
            SdkFunction.Of(Ref, [BuiltinParameter.String("s")], call => JsonBridge.Dict((Ref, Absolute(call.String(0), relativeTo)))),
            SdkFunction.Of("input", [BuiltinParameter.Any(Ref, Value.None), BuiltinParameter.Any(Default, Value.None), BuiltinParameter.Any("doc", Value.None)], call => Input(call[0], call[1], relativeTo)),
        ];
    }

    /// <summary>A reference as documents hold it.</summary>
    /// <exception cref="SdkError">It cannot be read.</exception>
    public static string Absolute(string text, Reference relativeTo) =>
        IsAbsoluteAlready(text, relativeTo) ? text : RelativeReference.Parse(text, relativeTo).TryGet(out var reference, out var failure) ? reference.ToString() : throw new SdkError(SdkRules.BadArgument, failure);

    // What was made absolute without a release is a text that cannot be read again.
    private static bool IsAbsoluteAlready(string text, Reference relativeTo) =>
        relativeTo.Release is null && text.StartsWith(relativeTo.Repository + Reference.RepositoryEnd, StringComparison.Ordinal);

    private static StarlarkDict Input(in Value reference, in Value absent, Reference relativeTo)
    {
        var text = reference;
        if (reference.As<StarlarkDict>() is { } result && !result.TryGet(Ref, out text)) throw Wrong(reference);
        if (text.IsNone && absent.IsNone) throw new SdkError(SdkRules.BadArgument, "input: neither ref nor default is given", "input(ref=\"…\"), input(default=…), or both");
        if (!text.IsNone && !text.TryGetString(out _)) throw Wrong(reference);
        return JsonBridge.Dict((Ref, text.TryGetString(out var written) ? Absolute(written, relativeTo) : Value.None), (Default, absent));
    }

    private static SdkError Wrong(in Value reference) => new(SdkRules.BadArgument, $"input: {reference} is no reference", "a string, or what ref() returns");
}
