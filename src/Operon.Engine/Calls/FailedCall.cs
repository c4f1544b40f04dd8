using Operon.Opspec.Declarations;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Calls;

/// <summary>
/// Tells with an error which call it is of. It stands at the root cause, which is what people see in full however many calls are around it, and
/// is told by the innermost call alone.
/// </summary>
internal static class FailedCall
{
    /// <summary>The result with the place of its call, unless a call inside it has told its own.</summary>
    /// <param name="result">How the call ended.</param>
    /// <param name="call">The call.</param>
    /// <param name="frame">Where it stands.</param>
    /// <param name="name">Its name, if it has one and that is known.</param>
    public static CallResult Told(CallResult result, CallDeclaration call, CallFrame frame, string? name) =>
        result.Error is not { } error || result.IsTold ? result : result with { Error = Told(error, call, frame, name), IsTold = true };

    /// <summary>The error with the place of its call.</summary>
    /// <param name="error">Why it failed.</param>
    /// <param name="call">The call.</param>
    /// <param name="frame">Where it stands.</param>
    /// <param name="name">Its name, if it has one and that is known.</param>
    public static Diagnostic Told(Diagnostic error, CallDeclaration call, CallFrame frame, string? name)
    {
        // What the disk refuses has nothing to do with the call, and where the op has but one the place says it all.
        if (error.Rule.Equals(EngineRules.Recording) || (call is not ContainerCallDeclaration && frame.Path.AsSpan().IndexOfAny(CallSteps.Separators) < 0)) return error;
        var isInPath = name is null || frame.Path == name || frame.Path.EndsWith($"/{name}", StringComparison.Ordinal);
        return WithNote(error, $"call {frame.Path}{(isInPath ? "" : $" ({name})")} in {frame.Op.Reference}");
    }

    /// <summary>The error of a container with the name of its image, unless it is told already.</summary>
    public static Diagnostic OfImage(Diagnostic error, string image) => error.RootCause.Message.Contains(image, StringComparison.Ordinal) ? error : WithNote(error, $"image {image}");

    private static Diagnostic WithNote(Diagnostic error, string note) =>
        error.Cause is { } cause ? error with { Cause = WithNote(cause, note) } : error with { Notes = [note, .. error.Notes] };
}
