using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Host;

/// <summary>What can be wrong with the machine.</summary>
public static class HostRules
{
    /// <summary>A file or folder could not be read or written.</summary>
    public static readonly DiagnosticRule FileFailed = new("HST0001", DiagnosticSeverity.Error, "A file or folder cannot be used");

    /// <summary>Another live process holds a lock.</summary>
    public static readonly DiagnosticRule LockHeld = new("HST0002", DiagnosticSeverity.Error, "Another process is using it");

    /// <summary>There is no home directory to put the data below.</summary>
    public static readonly DiagnosticRule NoHome = new("HST0003", DiagnosticSeverity.Error, "There is no home directory");

    /// <summary>The data directory belongs to opctl.</summary>
    public static readonly DiagnosticRule OpctlDataDirectory = new("HST0004", DiagnosticSeverity.Error, "The data directory is opctl's");

    /// <summary>A program could not be started.</summary>
    public static readonly DiagnosticRule ProgramNotStarted = new("HST0005", DiagnosticSeverity.Error, "A program cannot be started");

    /// <summary>A path that has to be absolute, or to name something, does not.</summary>
    public static readonly DiagnosticRule BadPath = new("HST0006", DiagnosticSeverity.Error, "A path cannot be used");

    /// <summary>A folder for secrets that others can reach.</summary>
    public static readonly DiagnosticRule NotPrivate = new("HST0007", DiagnosticSeverity.Error, "A folder for secrets is not this user's alone");

    /// <summary>An ordinary user can have no user namespace.</summary>
    public static readonly DiagnosticRule NoUserNamespace = new("HST0008", DiagnosticSeverity.Error, "An ordinary user can run no containers here");

    /// <summary>Logins that are kept somewhere cannot be read.</summary>
    public static readonly DiagnosticRule CredentialsUnreadable = new("HST0009", DiagnosticSeverity.Error, "Stored logins cannot be read");

    /// <summary>The system is another one than Linux.</summary>
    public static readonly DiagnosticRule NotLinux = new("HST0010", DiagnosticSeverity.Error, "Operon runs on Linux");

    /// <summary>What a login is to be kept for is no host.</summary>
    public static readonly DiagnosticRule BadLoginResource = new("HST0011", DiagnosticSeverity.Error, "A login is for a host");

    /// <summary>A login that is to be forgotten is not kept.</summary>
    public static readonly DiagnosticRule NoLogin = new("HST0012", DiagnosticSeverity.Error, "There is no such login");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
        [FileFailed, LockHeld, NoHome, OpctlDataDirectory, ProgramNotStarted, BadPath, NotPrivate, NoUserNamespace, CredentialsUnreadable, NotLinux, BadLoginResource, NoLogin];
}
