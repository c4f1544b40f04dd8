using System.Text.RegularExpressions;
using Operon.Starlark.Syntax;

namespace Operon.Releases.Sdk.Evaluation;

/// <summary>What to write in place of something that Python or another language has, and Starlark has not.</summary>
internal static class PythonAdvice
{
    private const string NoTypes = "leave out the type: values have one, names have none";
    private const string NoFailures = "leave it out: what fails ends the run, and release retry runs it again; host.shell(…, continue_on_error = True) gives the exit code";

    // How the message begins, or how the file ends where it is not understood: behind the word or sign in question.
    private static readonly (Regex Found, string Advice)[] Messages =
    [
        (Of("^this Starlark dialect does not support while"), "write for i in range(MOST): and break when it is done"),
        (Of("^cannot reassign"), "give it a name of its own, or compute it in a function"),
        (Of("^undefined: (?:null|nil|none|NULL|undefined)(?: |$)"), "write None"),
    ];

    private static readonly (Regex Found, string Advice)[] Lines =
    [
        (Word("import|from"), "write load(\"./FILE.star\", \"NAME\") to use another file; json, host, http and store are there without"),
        (Word("class"), "write struct(NAME = VALUE) for something with fields, and functions that take it"),
        (Word("try|except|finally"), NoFailures),
        (Word("raise"), "write fail(\"WHY\")"),
        (Word("with"), "write host.read_file(PATH) or host.write_file(PATH, CONTENT)"),
        (Word("yield"), "return a list"),
        (Word("async def|await"), "leave it out: tasks of one phase run side by side by themselves"),
        (Word("global|nonlocal"), "return the value, or keep it in a dict"),
        (Word("del"), "write DICT.pop(KEY)"),
        (Word("else if"), "write elif"),
        (Of(@"^\s*assert\s+[^\s=(]\S*$"), "write if not CONDITION: fail(\"WHY\")"),
        (Of(@"^\s*print\s+[^\s=(]\S*$"), "write print(…)"),
        (Of(@"^\s*@$"), "leave it out: a function is given to task(…) or deploy(…)"),
        (Of(@"(?<![A-Za-z0-9_""'])(?:[fF][rR]?|[rR][fF])(?:""[^""]*""|'[^']*')$"), "write \"… {} …\".format(VALUE) or \"… %s …\" % VALUE"),
        (Of(@"\sis$"), "write == or !="),
        (Of(@"^\s*(?:if|elif)\s.*[^=!<>]=$"), "write == to compare"),
        (Of("&&$"), "write and"),
        (Of(@"\|\|$"), "write or"),
        (Of("!$"), "write not"),
        (Of(@"(?:\+\+|--)$"), "write += 1 or -= 1"),
        (Of(@"(?:^\s*def\s.*\(.*:|^\s*def\s.*->?|^\s*[A-Za-z_][A-Za-z0-9_]*\s*:)$"), NoTypes),
    ];

    /// <summary>The advice for an error that is found without running the file.</summary>
    /// <param name="error">The error.</param>
    /// <param name="source">The file.</param>
    /// <param name="at">Where the error is in it; null: nobody knows.</param>
    /// <returns>Null where nobody knows what was meant.</returns>
    public static string? For(StaticError error, string source, int? at) =>
        Messages.FirstOrDefault(m => m.Found.IsMatch(error.Message)).Advice ?? (at is { } place && error.Message.StartsWith("got ", StringComparison.Ordinal) | error.Message.StartsWith("unexpected ", StringComparison.Ordinal) ? ForLine(LineTo(error, source, place)) : null);

    private static string? ForLine(string line) => Lines.FirstOrDefault(l => l.Found.IsMatch(line)).Advice;

    // The end of a line is seen at the beginning of the next one, and a sign that no word begins with where it stands.
    private static string LineTo(StaticError error, string source, int at)
    {
        if (error.Message.StartsWith("got newline", StringComparison.Ordinal)) at = source.AsSpan(0, at).TrimEnd("\r\n").Length;
        if (error.Message.StartsWith("unexpected ", StringComparison.Ordinal)) at = Math.Min(at + 1, source.Length);
        return source[(source.AsSpan(0, at).LastIndexOf('\n') + 1)..at];
    }

    private static Regex Word(string words) => Of($@"^\s*(?:{words.Replace(" ", @"\s+", StringComparison.Ordinal)})$");

    private static Regex Of(string pattern) => new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
