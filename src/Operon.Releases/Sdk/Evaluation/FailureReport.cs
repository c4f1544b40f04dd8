using System.Text.RegularExpressions;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Releases.Sdk.Evaluation;

/// <summary>Turns errors of the interpreter into diagnostics that show the user's line.</summary>
/// <param name="sourceOf">The text of a file by its name in positions; null for what is no file of the user.</param>
/// <param name="names">The names that files have besides those of the language.</param>
/// <param name="members">What each of those has behind a dot.</param>
internal sealed partial class FailureReport(Func<string, SourceText?> sourceOf, IReadOnlyCollection<string> names, Func<string, IEnumerable<string>> members)
{
    private const string Undefined = "undefined: ";

    /// <summary>The same for one text more.</summary>
    public FailureReport With(SourceText source) => With(name => name == source.Name ? source : null);

    /// <summary>The same for more texts.</summary>
    /// <param name="others">The text of a file by its name; null for what is none of them.</param>
    /// <param name="more">More names that they have.</param>
    public FailureReport With(Func<string, SourceText?> others, IEnumerable<string>? more = null) => new(name => others(name) ?? sourceOf(name), [.. names, .. more ?? []], members);

    /// <summary>Whether it is an error of the file, and not of the program or of whoever cancelled.</summary>
    public static bool Covers(Exception error) => error is StarlarkException or StaticErrorException;

    /// <summary>The diagnostic.</summary>
    /// <param name="error">One that is covered.</param>
    public Diagnostic Of(Exception error) => error is StaticErrorException failure ? Static(failure) : Dynamic((StarlarkException)error);

    /// <summary>A place as a part of the text of its file.</summary>
    public SourceSpan? Span(CodePlace place)
    {
        if (place.Position.Line < 1 || sourceOf(place.File) is not { } source) return null;
        var start = source.LineStart(place.Position.Line);
        for (var column = 1; column < place.Position.Column && start < source.Text.Length; column++) start += char.IsHighSurrogate(source.Text[start]) ? 2 : 1;
        var end = start;
        while (end < source.Text.Length && (char.IsAsciiLetterOrDigit(source.Text[end]) || source.Text[end] == '_')) end++;
        return new SourceSpan(source, start, Math.Max(end - start, 1));
    }

    private Diagnostic Static(StaticErrorException failure)
    {
        Diagnostic[] all = [.. failure.Errors.Select(Static)];
        if (all.Length == 1) return all[0];
        return new Diagnostic(SdkRules.BadSyntax, $"{all.Length} errors in {failure.Errors[0].File}") { Cause = all[0], Others = [.. all[1..]] };
    }

    private Diagnostic Static(StaticError error)
    {
        var span = Span(new(error.File, error.Position));
        var diagnostic = new Diagnostic(SdkRules.BadSyntax, error.Message, span);
        return PythonAdvice.For(error, span?.Source.Text ?? "", span?.Start) is { } advice
            ? diagnostic with { Fix = advice, Notes = Notes(error, span) }
            : WithAdvice(diagnostic) with { Notes = Notes(error, span) };
    }

    private static System.Collections.Immutable.ImmutableArray<string> Notes(StaticError error, SourceSpan? span) =>
        span is { } at && UnexpectedToken.Describe(error, at.Source.Text, at.Start) is { } note ? [note] : [];

    private Diagnostic WithAdvice(Diagnostic diagnostic)
    {
        if (!diagnostic.Message.StartsWith(Undefined, StringComparison.Ordinal)) return diagnostic;
        var name = diagnostic.Message[Undefined.Length..].Split(' ')[0];
        if (names.Contains(name)) return diagnostic with { Fix = $"choose the SDK in a statement of its own: {Loading.SdkVersion.Function}(\"0.3.0\")" };
        return Suggestion.For(name, names.Concat(Universe.Names)) is { } near ? diagnostic with { Expected = $"did you mean {near}?" } : diagnostic;
    }

    private Diagnostic Dynamic(StarlarkException error)
    {
        var place = error is SdkError { Place: { } own } ? new CodePlace(own.File, own.Position) : PlaceOf(error);
        var diagnostic = new Diagnostic((error as SdkError)?.Rule ?? SdkRules.Failed, Message(error), Span(place))
        {
            Expected = (error as SdkError)?.Expected ?? NearMember(error.Message, Span(place)),
            Fix = (error as SdkError)?.Fix,
            Notes = Trace(error) is { } trace ? [trace] : [],
        };
        return error.InnerException is { } inner && Covers(inner) ? diagnostic with { Cause = Of(inner) } : diagnostic;
    }

    // Of a struct that the program gives, nobody but it knows which names are in it.
    private string? NearMember(string message, SourceSpan? at)
    {
        if (NoAttribute().Match(message) is not { Success: true } found || at is not { } span) return null;
        var name = found.Groups["name"].Value;
        var start = span.Source.LineStart(span.Source.Position(span.Start).Line);
        var end = span.Source.Text.IndexOf('\n', start);
        var line = span.Source.Text[start..(end < 0 ? span.Source.Text.Length : end)];
        var owners = Regex.Matches(line, $@"\b\w+(?=\.{Regex.Escape(name)}\b)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return owners.Select(o => Suggestion.For(name, members(o.Value))).FirstOrDefault(near => near is not null) is { } meant ? $"did you mean .{meant}?" : null;
    }

    // What led to it is told by itself.
    private static string Message(StarlarkException error) =>
        error.InnerException is { } inner && Covers(inner) && error.Message.EndsWith($": {inner.Message}", StringComparison.Ordinal) ? error.Message[..^(inner.Message.Length + 2)] : error.Message;

    private CodePlace PlaceOf(StarlarkException error) =>
        error.Trace.FirstOrDefault(f => f.File is not null && sourceOf(f.File) is not null) is { File: { } file } frame ? new(file, frame.Position) : new("", default);

    private string? Trace(StarlarkException error)
    {
        var frames = error.Trace.Where(f => f.File is not null && sourceOf(f.File) is not null).Reverse().ToList();
        return frames.Count < 2 ? null : "Traceback (most recent call last):\n" + string.Join('\n', frames.Select(f => $"  {sourceOf(f.File!)!.Name}:{f.Position}: in {f.Name}"));
    }

    [GeneratedRegex(@"^struct has no \.(?<name>\w+) attribute$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoAttribute();
}
