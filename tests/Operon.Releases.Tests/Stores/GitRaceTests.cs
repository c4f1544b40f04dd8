using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Tests.Stores;

/// <summary>Many processes that write to one remote, some from one home, some from homes of their own.</summary>
public sealed class GitRaceTests : IAsyncDisposable
{
    private const int Processes = 10;

    private readonly GitPlace place = new();
    private readonly List<Process> running = [];
    private int started;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in running)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        await place.DisposeAsync();
    }

    [Fact]
    public async Task Numbers_TakenByTenProcesses_AreEachTakenOnce()
    {
        const int Each = 20;
        for (var i = 0; i < Processes; i++) running.Add(Start(Each));
        foreach (var process in running)
        {
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0);
        }

        (await CheckAsync()).ShouldBe(Enumerable.Range(1, Processes * Each));
    }

    [Fact]
    public async Task Numbers_TakenByProcessesThatAreKilled_AreNeverLost()
    {
        const int Wanted = 60;
        for (var i = 0; i < Processes; i++) running.Add(Start(Wanted));
        while (Acknowledged().Count < Wanted)
        {
            // One that has begun, at any moment of its work, with or without the git it has started.
            await Task.Delay(RandomNumberGenerator.GetInt32(50, 400));
            var victim = RandomNumberGenerator.GetInt32(Processes);
            if (RandomNumberGenerator.GetInt32(3) > 0 && !File.Exists(LogOf(running[victim]))) continue;
            running[victim].Kill(entireProcessTree: RandomNumberGenerator.GetInt32(2) == 0);
            await running[victim].WaitForExitAsync();
            running[victim] = Start(Wanted);
        }

        foreach (var process in running) process.Kill(entireProcessTree: true);
        foreach (var process in running) await process.WaitForExitAsync();
        await CheckAsync();
    }

    // All numbers that the store holds.
    private async Task<IEnumerable<int>> CheckAsync()
    {
        var acknowledged = Acknowledged();
        acknowledged.Select(a => a.Number).Distinct().Count().ShouldBe(acknowledged.Count);
        await using var store = await place.OpenAsync("reader");
        foreach (var (number, mark) in acknowledged) store.View.Get(Reference.Parse($"r/-/f/@r{number}#mark").Value).ShouldBe(mark);
        var numbers = store.View.Match("r/-/f/@r*").Select(r => int.Parse(r["r/-/f/@r".Length..], CultureInfo.InvariantCulture)).Order().ToList();
        numbers.ShouldBe(Enumerable.Range(1, numbers.Count));

        // What was intended with the same change is there too, or neither is.
        await using var intents = (await place.Pool("reader").OpenAsync(GitPlace.IntentOf(place.Root), StoreKind.Intent, isCreated: true, default)).Value;
        var intended = numbers.Select(n => Reference.Parse($"r/-/f/@r{n}").Value).Where(r => store.View.Get(r)!["intended"]!.Equals(true)).ToList();
        intents.View.Match("**").ShouldBe(intended.Select(r => r.ToString()), ignoreOrder: true);
        foreach (var number in intended) intents.View.Get(number)!["mark"].ShouldBe(store.View.Get(number)!["mark"]);
        place.Ask("fsck", "--strict", "--full", "--no-dangling").ShouldBeEmpty();
        return numbers;
    }

    private List<(int Number, string Mark)> Acknowledged() =>
        [.. from file in Directory.GetFiles(place.Root, "*.log") from line in File.ReadAllLines(file) let words = line.Split(' ') where words is [_, { Length: 32 }] select (int.Parse(words[0], CultureInfo.InvariantCulture), words[1])];

    private string LogOf(Process process) => Path.Combine(place.Root, process.StartInfo.ArgumentList[^1]);

    private Process Start(int count)
    {
        var number = started++;
        var home = number % 2 == 0 ? "shared" : $"home{number % Processes}";
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Program.TakeNumbers, place.Root, home, count.ToString(CultureInfo.InvariantCulture), Path.Combine(place.Root, $"{number}.log")]) { UseShellExecute = false })!;
    }
}
