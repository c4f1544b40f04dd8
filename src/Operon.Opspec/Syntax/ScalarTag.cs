namespace Operon.Opspec.Syntax;

/// <summary>The type of YAML 1.1 that a plain scalar was resolved to, or that a tag asks for.</summary>
internal enum ScalarTag
{
    Text,
    Null,
    Boolean,
    Integer,
    Float,
    Binary,
    Timestamp,
}
