using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>What YAML itself and the limits on it ask for: the rules <c>OPS00xx</c>.</summary>
public static class SyntaxRules
{
    /// <summary>The text is larger than <see cref="YamlLimits.MaxBytes"/>.</summary>
    public static readonly DiagnosticRule TooLarge = Error("OPS0001", "The file is too large");

    /// <summary>The bytes are neither UTF-8 nor UTF-16 with a byte order mark.</summary>
    public static readonly DiagnosticRule Encoding = Error("OPS0002", "The file is not text");

    /// <summary>A control character stands in the text as such.</summary>
    public static readonly DiagnosticRule ControlCharacter = Error("OPS0003", "There is a control character");

    /// <summary>The nesting passes <see cref="YamlLimits.MaxDepth"/>.</summary>
    public static readonly DiagnosticRule TooDeep = Error("OPS0004", "Mappings and lists are nested too deeply");

    /// <summary>With aliases put in, there are more nodes than <see cref="YamlLimits.MaxNodes"/>.</summary>
    public static readonly DiagnosticRule TooManyNodes = Error("OPS0005", "The text holds too many nodes");

    /// <summary>The text is not YAML, in a way that no other rule names.</summary>
    public static readonly DiagnosticRule Malformed = Error("OPS0006", "The text is not YAML");

    /// <summary>A tab stands where indentation is counted.</summary>
    public static readonly DiagnosticRule TabIndentation = Error("OPS0007", "A tab stands in the indentation");

    /// <summary>A line is indented unlike the lines it belongs to.</summary>
    public static readonly DiagnosticRule Indentation = Error("OPS0008", "The indentation is wrong");

    /// <summary>A quote is opened and not closed.</summary>
    public static readonly DiagnosticRule UnclosedQuote = Error("OPS0009", "A quote is not closed");

    /// <summary>A <c>[</c> or <c>{</c> is not closed, or something is missing between its items.</summary>
    public static readonly DiagnosticRule FlowCollection = Error("OPS0010", "A list or mapping in brackets is malformed");

    /// <summary>A plain text begins with a character that YAML keeps for itself.</summary>
    public static readonly DiagnosticRule ReservedStart = Error("OPS0011", "A text needs quotes");

    /// <summary>A key without a colon after it.</summary>
    public static readonly DiagnosticRule MissingColon = Error("OPS0012", "A colon is missing");

    /// <summary>A colon where no key can be.</summary>
    public static readonly DiagnosticRule UnexpectedColon = Error("OPS0013", "A colon is in the wrong place");

    /// <summary>Something follows a value that was complete.</summary>
    public static readonly DiagnosticRule TextAfterValue = Error("OPS0014", "Text follows a value");

    /// <summary>A backslash in double quotes starts no escape that YAML knows.</summary>
    public static readonly DiagnosticRule Escape = Error("OPS0015", "An escape is not known");

    /// <summary>A line with <c>%</c> at its start is no directive of YAML 1.1.</summary>
    public static readonly DiagnosticRule Directive = Error("OPS0016", "A directive is not known");

    /// <summary>An alias names an anchor that does not stand before it, or an anchor or alias has no name.</summary>
    public static readonly DiagnosticRule UnknownAnchor = Error("OPS0017", "An alias refers to nothing");

    /// <summary>An alias stands inside what it refers to.</summary>
    public static readonly DiagnosticRule RecursiveAlias = Error("OPS0018", "An alias refers to what it stands in");

    /// <summary>A merge key whose value is neither a mapping nor a list of mappings.</summary>
    public static readonly DiagnosticRule MergeValue = Error("OPS0019", "Something else than mappings is merged");

    /// <summary>Infinity or not-a-number, which JSON cannot hold.</summary>
    public static readonly DiagnosticRule NotFinite = Error("OPS0020", "A number is not finite");

    /// <summary>A scalar that is not what its tag says, or an unknown tag handle.</summary>
    public static readonly DiagnosticRule Tag = Error("OPS0021", "A value is not what its tag says");

    /// <summary>A key that is null, a mapping or a sequence.</summary>
    public static readonly DiagnosticRule KeyKind = Error("OPS0022", "A key is no text");

    /// <summary>A key stands twice in a mapping; the last one is taken.</summary>
    public static readonly DiagnosticRule DuplicateKey = Warning("OPS0023", "A key is written twice");

    /// <summary>A merge key brings a key that stands before it; the own key is kept, where other readers let the merge win.</summary>
    public static readonly DiagnosticRule MergeAfterKey = Warning("OPS0024", "A merged key is there already");

    /// <summary>Text follows the first document and is not read.</summary>
    public static readonly DiagnosticRule IgnoredText = Warning("OPS0025", "Text after the first document is ignored");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        TooLarge, Encoding, ControlCharacter, TooDeep, TooManyNodes, Malformed, TabIndentation, Indentation, UnclosedQuote,
        FlowCollection, ReservedStart, MissingColon, UnexpectedColon, TextAfterValue, Escape, Directive, UnknownAnchor,
        RecursiveAlias, MergeValue, NotFinite, Tag, KeyKind, DuplicateKey, MergeAfterKey, IgnoredText,
    ];

    private static DiagnosticRule Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);

    private static DiagnosticRule Warning(string code, string title) => new(code, DiagnosticSeverity.Warning, title);
}
