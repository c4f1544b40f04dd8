using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Sdk;

/// <summary>What can be wrong with configuration files, and with what their functions do (releases, section 2).</summary>
public static class SdkRules
{
    /// <summary>A file is not there, or cannot be read.</summary>
    public static readonly DiagnosticRule FileMissing = new("REL0301", DiagnosticSeverity.Error, "A configuration file cannot be read");

    /// <summary>A file has errors that are found without running it.</summary>
    public static readonly DiagnosticRule BadSyntax = new("REL0302", DiagnosticSeverity.Error, "A configuration file is not Starlark");

    /// <summary>A file or function failed while it ran.</summary>
    public static readonly DiagnosticRule Failed = new("REL0303", DiagnosticSeverity.Error, "Starlark code fails");

    /// <summary>A file wants a version of the SDK that there is not.</summary>
    public static readonly DiagnosticRule BadVersion = new("REL0304", DiagnosticSeverity.Error, "A configuration file wants a version of the SDK that does not exist");

    /// <summary>A file cannot be loaded by another.</summary>
    public static readonly DiagnosticRule BadLoad = new("REL0305", DiagnosticSeverity.Error, "A file cannot be loaded");

    /// <summary>A function of the SDK got something that it cannot use.</summary>
    public static readonly DiagnosticRule BadArgument = new("REL0306", DiagnosticSeverity.Error, "A function of the SDK cannot use an argument");

    /// <summary>The inputs of a task and the parameters of its function do not fit.</summary>
    public static readonly DiagnosticRule BadParameters = new("REL0307", DiagnosticSeverity.Error, "Inputs and parameters do not fit");

    /// <summary>A function cannot be found again when its task runs.</summary>
    public static readonly DiagnosticRule LostFunction = new("REL0308", DiagnosticSeverity.Error, "A function of a task cannot be found again");

    /// <summary>The tasks of a package contradict each other.</summary>
    public static readonly DiagnosticRule BadPackage = new("REL0309", DiagnosticSeverity.Error, "A package is not valid");

    /// <summary>An environment cannot be registered.</summary>
    public static readonly DiagnosticRule BadEnvironment = new("REL0310", DiagnosticSeverity.Error, "An environment is not valid");

    /// <summary>What a function returned is no result of a task.</summary>
    public static readonly DiagnosticRule BadResult = new("REL0311", DiagnosticSeverity.Error, "A function returns what is no result of a task");

    /// <summary>An output holds a secret that is not declared to be one.</summary>
    public static readonly DiagnosticRule SecretOutput = new("REL0312", DiagnosticSeverity.Error, "An output contains a secret");

    /// <summary>The settings of a repository are wrong or incomplete.</summary>
    public static readonly DiagnosticRule BadSettings = new("REL0313", DiagnosticSeverity.Error, "The settings of a repository are not valid");

    /// <summary>A shell command failed.</summary>
    public static readonly DiagnosticRule ShellFailed = new("REL0314", DiagnosticSeverity.Error, "A shell command fails");

    /// <summary>A function for files or for HTTP failed.</summary>
    public static readonly DiagnosticRule HostFailed = new("REL0315", DiagnosticSeverity.Error, "A file or server cannot be used");

    /// <summary>A function is not there in files of this kind.</summary>
    public static readonly DiagnosticRule NotAvailable = new("REL0316", DiagnosticSeverity.Error, "A function of the SDK cannot be used here");

    /// <summary>An input reads what can never be there.</summary>
    public static readonly DiagnosticRule DeadReference = new("REL0317", DiagnosticSeverity.Warning, "An input reads what cannot exist");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        FileMissing, BadSyntax, Failed, BadVersion, BadLoad, BadArgument, BadParameters, LostFunction,
        BadPackage, BadEnvironment, BadResult, SecretOutput, BadSettings, ShellFailed, HostFailed, NotAvailable, DeadReference,
    ];
}
