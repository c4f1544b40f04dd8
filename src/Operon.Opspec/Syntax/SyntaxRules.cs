using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Syntax;

/// <summary>What YAML itself and the limits on it ask for: the rules <c>OPS00xx</c>.</summary>
public static class SyntaxRules
{
    /// <summary>The text is larger than <see cref="YamlLimits.MaxBytes"/>.</summary>
    public static readonly DiagnosticRule TooLarge = Error("OPS0001", "File too large");

    /// <summary>The bytes are neither UTF-8 nor UTF-16 with a byte order mark.</summary>
    public static readonly DiagnosticRule Encoding = Error("OPS0002", "Bytes that are not text");

    /// <summary>A control character stands in the text as such.</summary>
    public static readonly DiagnosticRule ControlCharacter = Error("OPS0003", "Control character");

    /// <summary>The nesting passes <see cref="YamlLimits.MaxDepth"/>.</summary>
    public static readonly DiagnosticRule TooDeep = Error("OPS0004", "Nested too deeply");

    /// <summary>With aliases put in, there are more nodes than <see cref="YamlLimits.MaxNodes"/>.</summary>
    public static readonly DiagnosticRule TooManyNodes = Error("OPS0005", "Too many nodes");

    /// <summary>The text is not YAML, in a way that no other rule names.</summary>
    public static readonly DiagnosticRule Malformed = Error("OPS0006", "Not YAML");

    /// <summary>A tab stands where indentation is counted.</summary>
    public static readonly DiagnosticRule TabIndentation = Error("OPS0007", "Tab in indentation");

    /// <summary>A line is indented unlike the lines it belongs to.</summary>
    public static readonly DiagnosticRule Indentation = Error("OPS0008", "Indentation");

    /// <summary>A quote is opened and not closed.</summary>
    public static readonly DiagnosticRule UnclosedQuote = Error("OPS0009", "Quote not closed");

    /// <summary>A <c>[</c> or <c>{</c> is not closed, or something is missing between its items.</summary>
    public static readonly DiagnosticRule FlowCollection = Error("OPS0010", "List or mapping in brackets");

    /// <summary>A plain text begins with a character that YAML keeps for itself.</summary>
    public static readonly DiagnosticRule ReservedStart = Error("OPS0011", "Text that needs quotes");

    /// <summary>A key without a colon after it.</summary>
    public static readonly DiagnosticRule MissingColon = Error("OPS0012", "Colon missing");

    /// <summary>A colon where no key can be.</summary>
    public static readonly DiagnosticRule UnexpectedColon = Error("OPS0013", "Colon in the wrong place");

    /// <summary>Something follows a value that was complete.</summary>
    public static readonly DiagnosticRule TextAfterValue = Error("OPS0014", "Text after a value");

    /// <summary>A backslash in double quotes starts no escape that YAML knows.</summary>
    public static readonly DiagnosticRule Escape = Error("OPS0015", "Unknown escape");

    /// <summary>A line with <c>%</c> at its start is no directive of YAML 1.1.</summary>
    public static readonly DiagnosticRule Directive = Error("OPS0016", "Unknown directive");

    /// <summary>An alias names an anchor that does not stand before it, or an anchor or alias has no name.</summary>
    public static readonly DiagnosticRule UnknownAnchor = Error("OPS0017", "Unknown anchor");

    /// <summary>An alias stands inside what it refers to.</summary>
    public static readonly DiagnosticRule RecursiveAlias = Error("OPS0018", "Alias to itself");

    /// <summary>A merge key whose value is neither a mapping nor a list of mappings.</summary>
    public static readonly DiagnosticRule MergeValue = Error("OPS0019", "Merge of something else than mappings");

    /// <summary>Infinity or not-a-number, which JSON cannot hold.</summary>
    public static readonly DiagnosticRule NotFinite = Error("OPS0020", "Number that is not finite");

    /// <summary>A scalar that is not what its tag says, or an unknown tag handle.</summary>
    public static readonly DiagnosticRule Tag = Error("OPS0021", "Value unlike its tag");

    /// <summary>A key that is null, a mapping or a sequence.</summary>
    public static readonly DiagnosticRule KeyKind = Error("OPS0022", "Key that is no text");

    /// <summary>A key stands twice in a mapping; the last one is taken.</summary>
    public static readonly DiagnosticRule DuplicateKey = Warning("OPS0023", "Key written twice");

    /// <summary>A merge key brings a key that stands before it; the own key is kept, where other readers let the merge win.</summary>
    public static readonly DiagnosticRule MergeAfterKey = Warning("OPS0024", "Merge key after the keys it brings");

    /// <summary>Text follows the first document and is not read.</summary>
    public static readonly DiagnosticRule IgnoredText = Warning("OPS0025", "Text after the first document");

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
