using Operon.Containers.Images;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Tests.Contract;

/// <summary>
/// What every container runtime promises, one class for each subject. Each class runs once for every runtime that there is: see
/// <c>Runtimes.cs</c>, the only place that a further runtime is added to.
/// </summary>
/// <param name="machine">The image, and what there is to look at.</param>
/// <param name="runtime">The runtime.</param>
public abstract class ContractTests(Machine machine, IContainerRuntime runtime) : IAsyncDisposable
{
    protected Machine Machine => machine;

    protected IContainerRuntime Runtime => runtime;

    /// <summary>A folder of this test, to be mounted.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("operon-bind-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected static ByteString[] Words(params string[] words) => [.. words.Select(w => new ByteString(w))];

    /// <summary>A container of the image with this command.</summary>
    protected ContainerSpec Spec(params string[] command) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Image = machine.Image,
        Command = [.. Words(command)],
    };

    protected ContainerSpec Shell(string script) => Spec("sh", "-c", script);

    /// <summary>The image with another configuration.</summary>
    protected async Task<Image> ImageAsync(System.Text.Json.Nodes.JsonObject config)
    {
        var layout = MachineImage.WriteLayout(Path.Combine(Folder, "layout"), [MachineImage.RootFs()], config);
        return (await machine.Images.FromLayoutAsync(layout, TestContext.Current.CancellationToken)).Value;
    }

    private protected Task<(ContainerExit Exit, RecordedOutput Output)> RunAsync(string script) => RunAsync(Shell(script));

    /// <summary>Runs a container, of which nothing is left afterwards.</summary>
    private protected async Task<(ContainerExit Exit, RecordedOutput Output)> RunAsync(ContainerSpec spec)
    {
        var output = new RecordedOutput();
        var result = await runtime.RunAsync(spec, output, CancellationToken.None);
        result.Error.ShouldBeNull();
        machine.ShouldHaveNothingOf(spec.Id);
        return (result.Value, output);
    }

    /// <summary>A container that cannot be started, of which nothing is left either.</summary>
    protected async Task<Diagnostic> FailAsync(ContainerSpec spec)
    {
        var output = new RecordedOutput();
        var result = await runtime.RunAsync(spec, output, CancellationToken.None);
        result.IsOk.ShouldBeFalse();
        (output.Output + output.Error).ShouldBeEmpty();
        machine.ShouldHaveNothingOf(spec.Id);
        return result.Error!;
    }
}
