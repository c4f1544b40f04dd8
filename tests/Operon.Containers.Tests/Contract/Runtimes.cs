#pragma warning disable MA0048 // One table: each line is a subject of the contract with a runtime that keeps it.
#pragma warning disable SA1402

namespace Operon.Containers.Tests.Contract;

/// <summary>The runtime that this machine chooses.</summary>
public static class Chosen
{
    public sealed class Exec(Machine machine) : ExecTests(machine, machine.Runtime);
}

/// <summary>runc, which is chosen where crun does not work.</summary>
public static class Runc
{
    public sealed class Exec(Machine machine) : ExecTests(machine, machine.Runc);
}
