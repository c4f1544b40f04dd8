using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Operon.Containers.Networking;
using Operon.Host.Linux;
using Operon.Host.Owners;

namespace Operon.Containers.Tests.Networking;

/// <summary>A network of containers in another process, driven line by line.</summary>
internal sealed class NetworkProcess : IAsyncDisposable
{
    public const int Inner = 8099;

    /// <summary>A container whose id begins so closes a connection only after its client.</summary>
    public const string KeepsOpen = "keeps";
    private const string AttachCommand = "attach";
    private const string ShellCommand = "shell";

    private readonly Process process;

    private NetworkProcess(Process process) => this.process = process;

    /// <summary>What is missing of the way to the world; <c>-</c>: nothing.</summary>
    public string Egress { get; private set; } = "";

    /// <summary>Starts one.</summary>
    /// <param name="network">The network that is the machine's for it.</param>
    /// <param name="wrapper">Words before the program, such as those of <c>unshare</c>.</param>
    public static async Task<NetworkProcess> StartAsync(INetworkPlace network, params string[] wrapper)
    {
        string[] words = [.. wrapper, "dotnet", "exec", typeof(Program).Assembly.Location, Program.NetworkEngine];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        var started = new NetworkProcess(network.Run(() => Process.Start(start))!);
        started.Egress = await started.ReadAsync();
        return started;
    }

    /// <summary>Attaches a container, which answers at <see cref="Inner"/> with its id; its published port.</summary>
    public async Task<int> AttachAsync(string id, PortPublication port) => int.Parse(await TryAttachAsync(id, port), CultureInfo.InvariantCulture);

    /// <summary>The same; or what is wrong.</summary>
    public Task<string> TryAttachAsync(string id, PortPublication port) => AskAsync($"{AttachCommand} {id} {port.HostPort} {port.Count}");

    /// <summary>What a shell command writes in a container.</summary>
    public Task<string> ShellAsync(string id, string command) => AskAsync($"{ShellCommand} {id} {command}");

    /// <summary>Kills it, as nobody can prevent.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>The other side.</summary>
    public static async Task<int> ServeAsync()
    {
        using var reaper = new Reaper();
        await using var network = (await EngineNetwork.StartAsync(Start.Settings with { Reaper = reaper })).Value;
        Console.WriteLine(network.EgressProblem?.ToString() ?? "-");
        var containers = new Dictionary<string, (ContainerNetwork Network, Socket Listener)>(StringComparer.Ordinal);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ', 3);
            switch (words)
            {
                case [AttachCommand, var id, var ports]:
                    var numbers = ports.Split(' ').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
                    var endpoint = new ContainerEndpoint(id) { Names = ["web"], Ports = [new PortPublication(Inner, numbers[0]) { Count = numbers[1] }] };
                    if (!(await network.AttachAsync(endpoint)).TryGet(out var container, out var failure))
                    {
                        Console.WriteLine($"{failure.Code} {failure.Message}");
                        break;
                    }

                    var listener = Inside.Listen(container.Namespace, Inner);
                    containers[id] = (container, listener);
                    _ = AnswerAsync(listener, id);
                    Console.WriteLine(container.Published[0].Port);
                    break;
                case [ShellCommand, var id, var command]:
                    Console.WriteLine((await Inside.ShellAsync(containers[id].Network.Namespace, command.Replace("{dns}", network.NameServer.ToString(), StringComparison.Ordinal))).ReplaceLineEndings("|"));
                    break;
            }
        }

        foreach (var (container, listener) in containers.Values)
        {
            listener.Dispose();
            await container.DisposeAsync();
        }

        return 0;
    }

    private static async Task AnswerAsync(Socket listener, string id)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptAsync();
                await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(id));
                if (id.StartsWith(KeepsOpen, StringComparison.Ordinal)) await client.ReceiveAsync(new byte[1]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over.
            return;
        }
    }

    private async Task<string> AskAsync(string command)
    {
        await process.StandardInput.WriteLineAsync(command);
        await process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    private async Task<string> ReadAsync() => await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) ?? throw new IOException("the other engine has ended");
}
