namespace Operon.Containers.Tests.Contract;

/// <summary>The names by which containers find one another.</summary>
public abstract class NameTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    [Fact]
    public async Task Name_OfAnotherContainer_IsFoundAndReached()
    {
        var name = $"web-{Guid.NewGuid():N}.of.mine";
        await using var server = await RunningContainer.StartAsync(Runtime, Shell("mkdir /w; echo content > /w/index.html; echo ready; exec httpd -f -p 80 -h /w") with { Names = [name] });

        // It is ready a moment before it listens.
        var (exit, output) = await RunAsync(Shell($"for i in $(seq 100); do wget -q -O - http://{name}/ 2>/dev/null && exit; usleep 50000; done; exit 1"));

        output.Error.ShouldBeEmpty();
        exit.ExitCode.ShouldBe(0);
        output.Output.ShouldBe("content\n");
    }

    [Fact]
    public async Task Name_OfSeveralContainers_IsBalanced()
    {
        var name = $"many-{Guid.NewGuid():N}";
        await using var one = await RunningContainer.StartAsync(Runtime, Named(name));
        await using var two = await RunningContainer.StartAsync(Runtime, Named(name));
        await using var three = await RunningContainer.StartAsync(Runtime, Named(name));

        var (_, output) = await RunAsync(Shell($"for i in $(seq 9); do nslookup -type=a {name} | sed -n 's/^Address: //p' | head -n 1; done"));

        // What each says of itself may come later than what is found by its name.
        await Task.WhenAll(one.Output.UntilAsync("\n"), two.Output.UntilAsync("\n"), three.Output.UntilAsync("\n"));
        (one.Output.Error + two.Output.Error + three.Output.Error).ShouldBeEmpty();
        string[] addresses = [one.Output.Output, two.Output.Output, three.Output.Output];
        output.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(addresses.Select(a => a.Trim()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Name_OfAContainerThatHasEnded_IsNotFound()
    {
        var name = $"gone-{Guid.NewGuid():N}";
        await RunAsync(Shell("true") with { Names = [name] });

        var (exit, _) = await RunAsync(Shell($"nslookup {name}"));

        exit.ExitCode.ShouldBe(1);
    }

    // Programs take a name of digits for an address, and ask nobody.
    [Fact]
    public async Task HostName_OfAnIdThatBeginsWithDigits_IsANameAllTheSame()
    {
        var (exit, output) = await RunAsync(Shell("hostname -i") with { Id = $"044110501267{Guid.NewGuid():N}"[..32] });

        output.Error.ShouldBeEmpty();
        exit.ExitCode.ShouldBe(0);
        output.Output.Trim().ShouldMatch("^[0-9]+([.][0-9]+){3}$");
    }

    // It says its address, and stays.
    private ContainerSpec Named(string name) => Shell("hostname -i; exec sleep 600") with { Names = [name] };
}
