using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Text.Json;

/// <summary>What JSON text can break.</summary>
public static class JsonRules
{
    /// <summary>It does not follow the grammar of JSON.</summary>
    public static readonly DiagnosticRule Syntax = new("OPS0381", DiagnosticSeverity.Error, "Text is not JSON");

    /// <summary>Arrays and objects are nested too deeply.</summary>
    public static readonly DiagnosticRule Depth = new("OPS0382", DiagnosticSeverity.Error, "JSON is nested too deeply");

    /// <summary>A number is beyond the largest double.</summary>
    public static readonly DiagnosticRule NumberRange = new("OPS0383", DiagnosticSeverity.Error, "Number in JSON is too large");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [Syntax, Depth, NumberRange];
}
