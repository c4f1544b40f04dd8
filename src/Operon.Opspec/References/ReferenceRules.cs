using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.References;

/// <summary>The rules about references and the values they reach.</summary>
public static class ReferenceRules
{
    /// <summary>A name that no variable has.</summary>
    public static readonly DiagnosticRule NotInScope = new("OPS0201", DiagnosticSeverity.Error, "A reference names a variable that is not in scope");

    /// <summary>A reference that cannot be read.</summary>
    public static readonly DiagnosticRule Malformed = new("OPS0202", DiagnosticSeverity.Error, "A reference cannot be read");

    /// <summary>An index that is no whole number or outside the array.</summary>
    public static readonly DiagnosticRule BadIndex = new("OPS0203", DiagnosticSeverity.Error, "An array has no item at the index");

    /// <summary>A property that is missing or null.</summary>
    public static readonly DiagnosticRule NoProperty = new("OPS0204", DiagnosticSeverity.Error, "An object has no such property");

    /// <summary>A path below something that is not a directory.</summary>
    public static readonly DiagnosticRule NotADirectory = new("OPS0205", DiagnosticSeverity.Error, "A path is taken of a value that is not a directory");

    /// <summary>A path that leads to nothing.</summary>
    public static readonly DiagnosticRule NoSuchPath = new("OPS0206", DiagnosticSeverity.Error, "A path leads to nothing");

    /// <summary>Null where a value is needed.</summary>
    public static readonly DiagnosticRule NullValue = new("OPS0207", DiagnosticSeverity.Error, "Null stands where a value is needed");

    /// <summary>A directory or socket as property of an object.</summary>
    public static readonly DiagnosticRule NotInObject = new("OPS0208", DiagnosticSeverity.Error, "A directory or socket cannot be a property of an object");

    /// <summary>A file that cannot be read.</summary>
    public static readonly DiagnosticRule Unreadable = new("OPS0209", DiagnosticSeverity.Error, "A file cannot be read");

    /// <summary>Arrays and objects nested too deep.</summary>
    public static readonly DiagnosticRule TooDeep = new("OPS0210", DiagnosticSeverity.Error, "Arrays and objects are nested too deep");

    /// <summary>A link that leads out of the directory it is in.</summary>
    public static readonly DiagnosticRule LeavesDirectory = new("OPS0211", DiagnosticSeverity.Error, "A link leads out of the directory it is in");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
        [NotInScope, Malformed, BadIndex, NoProperty, NotADirectory, NoSuchPath, NullValue, NotInObject, Unreadable, TooDeep, LeavesDirectory];
}
