namespace Operon.Containers.Tests.Contract;

/// <summary>What tests of further processes share: a container that runs, and what is run in it.</summary>
public abstract class ExecContractTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    protected const string Idle = "trap exit TERM; echo ready; sleep 600 & wait";

    protected static ContainerTerminal Terminal() => new(new TerminalSize(80, 24));

    protected static ExecSpec Exec(string script) => new() { Command = [.. Words("sh", "-c", script)] };

    private protected Task<RunningContainer> StartAsync(string script) => RunningContainer.StartAsync(Runtime, Shell(script));

    private protected Task<(ContainerExit Exit, RecordedOutput Output)> ExecAsync(RunningContainer container, string script) => ExecAsync(container, Exec(script));

    private protected async Task<(ContainerExit Exit, RecordedOutput Output)> ExecAsync(RunningContainer container, ExecSpec exec)
    {
        var output = new RecordedOutput();
        var result = await Runtime.ExecAsync(container.Spec.Id, exec, output, CancellationToken.None);
        result.Error.ShouldBeNull();
        return (result.Value, output);
    }
}
