// What the network of a container costs, as root: dotnet run -c Release --project bench/network
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Operon.Containers;
using Operon.Containers.Networking;
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

static double Since(long began) => Stopwatch.GetElapsedTime(began).TotalMilliseconds;

static void Print(string what, List<double> milliseconds)
{
    milliseconds.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-48} min {milliseconds[0],6:0.00}  median {milliseconds[milliseconds.Count / 2],6:0.00}  max {milliseconds[^1],6:0.00} ms"));
}
