using Operon.Opspec.Interpolation;
using Operon.Opspec.Syntax;

namespace Operon.Opspec.Expressions;

/// <summary>A property of an object literal. No tuple: sequences of those are not compiled ahead, and each start would pay for it.</summary>
/// <param name="Key">What its name is made from.</param>
/// <param name="Entry">Where it stands.</param>
/// <param name="Value">What its value is made from.</param>
internal sealed record ObjectExpressionEntry(Template Key, MappingEntry Entry, Expression Value);
