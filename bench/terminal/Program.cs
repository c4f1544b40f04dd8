// What the picture of a run costs: dotnet run -c Release --project bench/terminal
//
// Ten pictures a second are drawn while calls run; all of them, and taking in the events, on one core.
using System.Diagnostics;
using System.Globalization;
using Operon.Cli.Terminal.Live;
using Operon.Runs;
using Operon.Runs.Events;

const int picturesPerSecond = 10;
const int rounds = 500;
var start = DateTimeOffset.UnixEpoch;

foreach (var running in (int[])[1, 100, 10_000])
{
    var calls = new LiveCalls();
    var root = Begin(calls, null, "op");
    var all = Begin(calls, root, "parallel");
    for (var i = 0; i < running; i++) Begin(calls, all, "container", $"parallel/[{i}]");
    var tree = new LiveTree(new Palette(HasColour: true, HasUnicode: true));
    var region = new LiveRegion(Stream.Null, isDrawn: true);
    Draw(0, rounds);
    var before = Process.GetCurrentProcess().TotalProcessorTime;
    Draw(rounds, rounds);
    var each = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / rounds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{running,6} calls run: a picture takes {each:0.000} ms of a core, {each * picturesPerSecond / 10:0.00} % of it"));

    void Draw(int from, int count)
    {
        for (var i = from; i < from + count; i++) region.Draw(tree.Draw(calls, _ => null, 120, 40, start.AddMilliseconds(100 * i), i), 120);
    }
}

// Calls that begin and end: a serial loop of them.
var folded = new LiveCalls();
var top = Begin(folded, null, "op");
var clock = Stopwatch.GetTimestamp();
for (var i = 0; i < 1_000_000; i++)
{
    var call = Begin(folded, top, "container", "step");
    folded.End(new CallEnded(call, top, "step", "container", "./op", CallOutcome.Succeeded), start);
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a call's begin and end: {Stopwatch.GetElapsedTime(clock).TotalMicroseconds / 1_000_000:0.00} µs"));

CallId Begin(LiveCalls calls, CallId? parent, string kind, string path = "")
{
    var call = CallId.Create();
    calls.Begin(new CallStarted(call, parent, path, kind, null, "./op") { Details = "{\"image\":\"alpine\"}"u8.ToArray() }, start);
    return call;
}
