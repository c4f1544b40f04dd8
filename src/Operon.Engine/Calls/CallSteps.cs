using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Values;

namespace Operon.Engine.Calls;

/// <summary>
/// The steps of stable paths, which <c>docs/formats/run-events.md</c> tells of: no two calls of a run have one path, and a path stays when other
/// parts of the op change.
/// </summary>
internal static class CallSteps
{
    /// <summary>What begins a step after the first.</summary>
    public const string Separators = "/[{";

    private const int LongestWord = 100;
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/[]{}$#");
    private static readonly SearchValues<char> NotInKeys = SearchValues.Create("/[]{}%");

    /// <summary>The steps of calls beside each other: their names as written, <c>build#2</c> for the second of that name; their positions where they have none.</summary>
    public static ImmutableArray<string> Of(ImmutableArray<CallDeclaration> calls)
    {
        var steps = ImmutableArray.CreateBuilder<string>(calls.Length);
        Dictionary<string, int>? seen = null;
        for (var i = 0; i < calls.Length; i++)
        {
            if (Name(calls[i]) is not { } name)
            {
                steps.Add(Position(i));
                continue;
            }

            seen ??= new Dictionary<string, int>(StringComparer.Ordinal);
            var times = seen[name] = seen.GetValueOrDefault(name) + 1;
            steps.Add(times == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}#{times}"));
        }

        return steps.MoveToImmutable();
    }

    /// <summary>The step of the only call of an op: its name as written, else the word of its kind.</summary>
    public static string OfBody(CallDeclaration body) => Name(body) ?? body.Kind;

    /// <summary>What an iteration adds to the path of its loop: the position, or the key of an object that may be shown.</summary>
    public static string OfIteration(int index, RangeItem? item) =>
        item?.Key is StringValue { IsSecret: false, Text.Length: <= LongestWord } key && Utf8.IsValid(key.Text.Span) ? $"{{{Escaped(key.Text.ToString())}}}" : Position(index);

    private static string? Name(CallDeclaration call) =>
        call.NameText is { Length: > 0 and <= LongestWord } name && name.AsSpan().IndexOfAny(NotInNames) < 0 ? name : null;

    private static string Position(int index) => string.Create(CultureInfo.InvariantCulture, $"[{index}]");

    // Keys are data, and may look like any part of a path.
    private static string Escaped(string key)
    {
        if (key.AsSpan().IndexOfAny(NotInKeys) < 0) return key;
        var escaped = new StringBuilder();
        foreach (var c in key)
        {
            if (NotInKeys.Contains(c)) escaped.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            else escaped.Append(c);
        }

        return escaped.ToString();
    }
}
