#pragma warning disable MA0048 // One table: a line for each subject of the contract.

namespace Operon.Containers.Tests.Contract;

/// <summary>The runtime that this machine chooses.</summary>
public static class Chosen
{
    public sealed class Process(Machine machine) : ProcessTests(machine, machine.Runtime);

    public sealed class Mount(Machine machine) : MountTests(machine, machine.Runtime);

    public sealed class Stream(Machine machine) : StreamTests(machine, machine.Runtime);

    public sealed class Stop(Machine machine) : StopTests(machine, machine.Runtime);

    public sealed class Confinement(Machine machine) : ConfinementTests(machine, machine.Runtime);

    public sealed class Limit(Machine machine) : LimitTests(machine, machine.Runtime);

    public sealed class Network(Machine machine) : NetworkTests(machine, machine.Runtime);

    public sealed class Name(Machine machine) : NameTests(machine, machine.Runtime);

    public sealed class World(Machine machine) : WorldTests(machine, machine.Runtime);

    public sealed class Exec(Machine machine) : ExecTests(machine, machine.Runtime);

    public sealed class Terminal(Machine machine) : TerminalTests(machine, machine.Runtime);

    public sealed class Keep(Machine machine) : KeepTests(machine, machine.Runtime);
}

/// <summary>runc, which is chosen where crun does not work.</summary>
public static class Runc
{
    public sealed class Process(Machine machine) : ProcessTests(machine, machine.Runc);

    public sealed class Mount(Machine machine) : MountTests(machine, machine.Runc);

    public sealed class Stream(Machine machine) : StreamTests(machine, machine.Runc);

    public sealed class Stop(Machine machine) : StopTests(machine, machine.Runc);

    public sealed class Confinement(Machine machine) : ConfinementTests(machine, machine.Runc);

    public sealed class Limit(Machine machine) : LimitTests(machine, machine.Runc);

    public sealed class Network(Machine machine) : NetworkTests(machine, machine.Runc);

    public sealed class Name(Machine machine) : NameTests(machine, machine.Runc);

    public sealed class World(Machine machine) : WorldTests(machine, machine.Runc);

    public sealed class Exec(Machine machine) : ExecTests(machine, machine.Runc);

    public sealed class Terminal(Machine machine) : TerminalTests(machine, machine.Runc);

    public sealed class Keep(Machine machine) : KeepTests(machine, machine.Runc);
}
