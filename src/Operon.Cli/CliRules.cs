using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Cli;

/// <summary>The rules about command lines.</summary>
internal static class CliRules
{
    /// <summary>Words that are no command or option.</summary>
    public static readonly DiagnosticRule Usage = new("CLI0001", DiagnosticSeverity.Error, "A command line cannot be understood");

    /// <summary>An <c>-a</c> without <c>=</c>.</summary>
    public static readonly DiagnosticRule MalformedArgument = new("CLI0002", DiagnosticSeverity.Error, "An argument is not NAME=VALUE");

    /// <summary>An argument file that cannot be read.</summary>
    public static readonly DiagnosticRule UnreadableArgFile = new("CLI0003", DiagnosticSeverity.Error, "An argument file cannot be read");

    /// <summary>An environment variable that does not fit the input of its name.</summary>
    public static readonly DiagnosticRule EnvironmentDoesNotFit = new("CLI0004", DiagnosticSeverity.Warning, "An environment variable does not fit the input of its name");

    /// <summary>An input that nothing gives a value.</summary>
    public static readonly DiagnosticRule MissingInput = new("CLI0005", DiagnosticSeverity.Error, "An input has no value");

    /// <summary>A reference to an op that leads nowhere.</summary>
    public static readonly DiagnosticRule OpNotFound = new("CLI0006", DiagnosticSeverity.Error, "The op to run cannot be found");

    /// <summary>An op that was to be made is there.</summary>
    public static readonly DiagnosticRule OpExists = new("CLI0007", DiagnosticSeverity.Error, "There is an op of that name already");

    /// <summary>An op that cannot be installed.</summary>
    public static readonly DiagnosticRule NotInstalled = new("CLI0008", DiagnosticSeverity.Error, "The op cannot be installed");

    /// <summary>A file that was to be written is there.</summary>
    public static readonly DiagnosticRule FileExists = new("CLI0009", DiagnosticSeverity.Error, "A file is there already");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [Usage, MalformedArgument, UnreadableArgFile, EnvironmentDoesNotFit, MissingInput, OpNotFound, OpExists, NotInstalled, FileExists];
}
