// What the network of a container costs, as root: dotnet run -c Release --project bench/network
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Operon.Containers;
using Operon.Containers.Networking;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;

[assembly: SupportedOSPlatform("linux")]

const int rounds = 200;
var settings = new EngineNetworkSettings { Time = TimeProvider.System, SearchPath = Environment.GetEnvironmentVariable("PATH") };

var starts = new List<double>();
var ends = new List<double>();
for (var i = 0; i < 10; i++)
{
    var began = Stopwatch.GetTimestamp();
    var started = await EngineNetwork.StartAsync(settings);
    starts.Add(Since(began));
    began = Stopwatch.GetTimestamp();
    await started.Value.DisposeAsync();
    ends.Add(Since(began));
}

Print("start of the engine's network", starts);
Print("end of it", ends);

var network = (await EngineNetwork.StartAsync(settings)).Value;

// One after another without a pause: nothing is prepared ahead.
await MeasureAsync("one after another", TimeSpan.Zero);

// With the pause that a running container is: the next one is ready.
await MeasureAsync("beside containers of 10 ms", TimeSpan.FromMilliseconds(10));

var clock = Stopwatch.GetTimestamp();
await Parallel.ForAsync(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) => await (await network.AttachAsync(new ContainerEndpoint($"p{i}"))).Value.DisposeAsync());
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"four at a time: {rounds / (Since(clock) / 1000):0} a second"));

await CarryAsync();
await network.DisposeAsync();
clock = Stopwatch.GetTimestamp();
using var links = RouteSocket.Open();
while (links.FindLink($"operon{network.Id}") is not null) await Task.Delay(1);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"until the kernel has removed the last of it: {Since(clock):0} ms"));

async Task MeasureAsync(string how, TimeSpan pause)
{
    var attached = new List<double>();
    var detached = new List<double>();
    for (var i = 0; i < rounds; i++)
    {
        var began = Stopwatch.GetTimestamp();
        var container = (await network.AttachAsync(new ContainerEndpoint($"c{i}") { Names = ["web"], Ports = [new PortPublication(80, 0)] })).Value;
        attached.Add(Since(began));
        if (pause > TimeSpan.Zero) await Task.Delay(pause);
        began = Stopwatch.GetTimestamp();
        await container.DisposeAsync();
        detached.Add(Since(began));
    }

    Print($"attach, {how}", attached);
    Print($"detach, {how}", detached);
}

// What a published port carries: a container sends, the machine reads.
async Task CarryAsync()
{
    const long amount = 2L << 30;
    await using var container = (await network.AttachAsync(new ContainerEndpoint("carrying") { Ports = [new PortPublication(80, 0)] })).Value;
    Socket? listener = null;
    var thread = new Thread(() =>
    {
        NetworkNamespace.Enter(container.Namespace);
        listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    });
    thread.UnsafeStart();
    thread.Join();
    listener!.Bind(new IPEndPoint(IPAddress.Any, 80));
    listener.Listen();
    using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    await client.ConnectAsync(container.Published[0]);
    using var server = await listener.AcceptAsync();
    var began = Stopwatch.GetTimestamp();
    var sending = Task.Run(async () =>
    {
        var chunk = new byte[1 << 16];
        for (var sent = 0L; sent < amount;) sent += await server.SendAsync(chunk);
        server.Shutdown(SocketShutdown.Send);
    });
    var buffer = new byte[1 << 16];
    while (await client.ReceiveAsync(buffer) > 0)
    {
    }

    await sending;
    listener.Dispose();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a published port carries {(amount >> 20) / (Since(began) / 1000):0} MiB a second"));
}

static double Since(long began) => Stopwatch.GetElapsedTime(began).TotalMilliseconds;

static void Print(string what, List<double> milliseconds)
{
    milliseconds.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-48} min {milliseconds[0],6:0.00}  median {milliseconds[milliseconds.Count / 2],6:0.00}  max {milliseconds[^1],6:0.00} ms"));
}
