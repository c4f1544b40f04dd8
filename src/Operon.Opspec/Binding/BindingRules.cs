using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>The rules about arguments, defaults, outputs and what a container is given.</summary>
public static class BindingRules
{
    /// <summary>An argument whose name is no input.</summary>
    public static readonly DiagnosticRule UndeclaredInput = new("OPS0401", DiagnosticSeverity.Error, "An argument names no input of the op");

    /// <summary>An argument that does not fit its input.</summary>
    public static readonly DiagnosticRule ArgumentDoesNotFit = new("OPS0402", DiagnosticSeverity.Error, "An argument does not fit its input");

    /// <summary>An input or output without a value.</summary>
    public static readonly DiagnosticRule Required = new("OPS0403", DiagnosticSeverity.Error, "A parameter has no value");

    /// <summary>A default that does not fit its parameter.</summary>
    public static readonly DiagnosticRule DefaultDoesNotFit = new("OPS0404", DiagnosticSeverity.Error, "A default does not fit its parameter");

    /// <summary>A value that breaks the constraints of its parameter.</summary>
    public static readonly DiagnosticRule BreaksConstraints = new("OPS0405", DiagnosticSeverity.Error, "A value breaks the constraints of its parameter");

    /// <summary>A dir or file that is not there or is something else.</summary>
    public static readonly DiagnosticRule WrongEntry = new("OPS0406", DiagnosticSeverity.Error, "A path is not the file or directory that is needed");

    /// <summary>An output binding that names no output.</summary>
    public static readonly DiagnosticRule UnknownOutput = new("OPS0407", DiagnosticSeverity.Error, "A binding names no output of the op");

    /// <summary>An output that does not fit its declaration.</summary>
    public static readonly DiagnosticRule OutputDoesNotFit = new("OPS0408", DiagnosticSeverity.Error, "An output does not fit its declaration");

    /// <summary>Outputs bound in the direction of the older reference.</summary>
    public static readonly DiagnosticRule ReversedOutput = new("OPS0409", DiagnosticSeverity.Warning, "Outputs are bound in the older direction");

    /// <summary>A relative default that was taken as a path.</summary>
    public static readonly DiagnosticRule RelativeDefault = new("OPS0410", DiagnosticSeverity.Warning, "A relative default without a leading dot was taken as a path");

    /// <summary>A path in the container that nothing can be mounted at.</summary>
    public static readonly DiagnosticRule BadContainerPath = new("OPS0501", DiagnosticSeverity.Error, "Nothing can be mounted at a path of the container");

    /// <summary>A part of a container call that cannot be made sense of.</summary>
    public static readonly DiagnosticRule BadContainer = new("OPS0502", DiagnosticSeverity.Error, "A part of a container call cannot be evaluated");

    /// <summary>A text with a zero byte where the system allows none.</summary>
    public static readonly DiagnosticRule ZeroByte = new("OPS0503", DiagnosticSeverity.Error, "A text holds a zero byte where none can be");

    /// <summary>A loop's range that is neither array nor object.</summary>
    public static readonly DiagnosticRule BadRange = new("OPS0504", DiagnosticSeverity.Error, "The range of a loop is neither an array nor an object");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        UndeclaredInput, ArgumentDoesNotFit, Required, DefaultDoesNotFit, BreaksConstraints, WrongEntry, UnknownOutput, OutputDoesNotFit,
        ReversedOutput, RelativeDefault, BadContainerPath, BadContainer, ZeroByte, BadRange,
    ];
}
