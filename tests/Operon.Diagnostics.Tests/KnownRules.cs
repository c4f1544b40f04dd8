using System.Collections.Immutable;
using System.Reflection;
using Operon.Text.Diagnostics;

namespace Operon.Diagnostics.Tests;

/// <summary>The rules of the program, as its assemblies hold them.</summary>
internal static class KnownRules
{
    /// <summary>Every rule, by code.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [.. Areas().SelectMany(Of).OrderBy(r => r.Code, StringComparer.Ordinal)];

    /// <summary>The classes that hold rules.</summary>
    public static IEnumerable<Type> Areas() =>
        from file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        let name = Path.GetFileNameWithoutExtension(file)
        where name == "operon" || (name.StartsWith("Operon.", StringComparison.Ordinal) && !name.EndsWith(".Tests", StringComparison.Ordinal))
        from type in Assembly.Load(name).GetTypes()
        where Of(type).Any()
        select type;

    /// <summary>The rules that a class holds.</summary>
    public static IEnumerable<DiagnosticRule> Of(Type area) =>
        area.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(f => f.FieldType == typeof(DiagnosticRule))
            .Select(f => (DiagnosticRule)f.GetValue(null)!);
}
