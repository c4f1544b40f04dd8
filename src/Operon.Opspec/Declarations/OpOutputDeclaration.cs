using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>
/// A binding of an op call's output as written. Which side is the callee's is known only with the callee: its output named by
/// <see cref="Key"/> is the current form, the older ones name it in <see cref="Value"/> (specification, sections 1.8 and 2).
/// </summary>
/// <param name="Key">The key.</param>
/// <param name="KeySpan">Where it stands.</param>
/// <param name="Value">The value as written, <c>$(name)</c> or <c>name</c>; null for the same name.</param>
/// <param name="ValueSpan">Where it stands; that of the key when there is no value.</param>
public sealed record OpOutputDeclaration(string Key, SourceSpan KeySpan, string? Value, SourceSpan ValueSpan)
{
    /// <summary>Whether the value is written <c>$(…)</c>.</summary>
    public bool IsReference => Value is not null && ReferenceText.IsWhole(Value);

    /// <summary>The value without <c>$( )</c>; the key when there is no value.</summary>
    public string ValueName => Value is null ? Key : ReferenceText.Trim(Value);
}
