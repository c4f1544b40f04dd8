namespace Operon.Opspec.Syntax;

/// <summary>What a scalar was resolved to.</summary>
public enum ScalarKind
{
    /// <summary>Nothing, <c>~</c> or <c>null</c>.</summary>
    Null,

    /// <summary>One of the YAML 1.1 words for true and false.</summary>
    Boolean,

    /// <summary>A whole number or a float.</summary>
    Number,

    /// <summary>Text.</summary>
    String,
}
