using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Containers;

/// <summary>Why a container cannot be started.</summary>
public static class ContainerRules
{
    /// <summary>The first word of the command names no program in the container.</summary>
    public static readonly DiagnosticRule CommandNotFound = Error("CON0001", "The command is not in the container");

    /// <summary>The first word of the command names something that cannot be run.</summary>
    public static readonly DiagnosticRule NotExecutable = Error("CON0002", "The command cannot be executed");

    /// <summary>Neither the call nor the image says what to run.</summary>
    public static readonly DiagnosticRule NoCommand = Error("CON0003", "There is no command");

    /// <summary>The working directory is relative, or something else is there.</summary>
    public static readonly DiagnosticRule WorkingDirectory = Error("CON0004", "The working directory cannot be used");

    /// <summary>What should be mounted does not exist.</summary>
    public static readonly DiagnosticRule MountSourceMissing = Error("CON0005", "What is to be mounted does not exist");

    /// <summary>Nothing can be mounted at that path of the container.</summary>
    public static readonly DiagnosticRule MountTarget = Error("CON0006", "Nothing can be mounted there");

    /// <summary>A word of the command or an environment variable cannot be passed on.</summary>
    public static readonly DiagnosticRule NotPassable = Error("CON0007", "The command or environment cannot be passed on");

    /// <summary>The image names a user or group that it does not have.</summary>
    public static readonly DiagnosticRule UnknownUser = Error("CON0008", "The image has no such user or group");

    /// <summary>No OCI runtime is installed that works here.</summary>
    public static readonly DiagnosticRule RuntimeMissing = Error("CON0009", "No OCI runtime can be used");

    /// <summary>The machine does not allow what a container needs.</summary>
    public static readonly DiagnosticRule MachineRefuses = Error("CON0010", "The machine does not allow containers");

    /// <summary>The OCI runtime could not start it for another reason.</summary>
    public static readonly DiagnosticRule StartFailed = Error("CON0011", "The container could not be started");

    /// <summary>The id is no id, or in use.</summary>
    public static readonly DiagnosticRule BadId = Error("CON0012", "The container id cannot be used");

    /// <summary>What held the containers was killed, and they with it.</summary>
    public static readonly DiagnosticRule HolderEnded = Error("CON0013", "The container was killed with what held it");

    /// <summary>A command is to be run in a container that is not there any more.</summary>
    public static readonly DiagnosticRule NotRunning = Error("CON0014", "The container does not run");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        CommandNotFound, NotExecutable, NoCommand, WorkingDirectory, MountSourceMissing, MountTarget, NotPassable,
        UnknownUser, RuntimeMissing, MachineRefuses, StartFailed, BadId, HolderEnded, NotRunning,
    ];

    private static DiagnosticRule Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);
}
