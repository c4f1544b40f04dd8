// Runs built test projects and sums them up: TestRun ROOT LONG|SHORT [NAME [ARGUMENT]…]
//
// Projects that start containers run one after another, the others beside them; those that start the program as users
// do come last, for it may still be in the making. What each printed is in artifacts/tests. ARGUMENTs go to the test
// program (--filter-method '*Name*').
using System.Diagnostics;
using TestRun;

var root = args[0];
var isLong = args[1] == "LONG";
var only = args.ElementAtOrDefault(2);
var passedOn = args.Skip(3).ToArray();
var limit = isLong ? TimeSpan.FromHours(12) : TimeSpan.FromMinutes(9);
var results = Path.Combine(root, "artifacts", "tests");

if (Directory.Exists(results)) Directory.Delete(results, recursive: true);
Directory.CreateDirectory(results);

var projects = Directory.GetDirectories(Path.Combine(root, "tests"), "Operon.*")
    .Select(d => Path.GetFileName(d)!)
    .Where(n => IsTests(Path.Combine(root, "tests", n, n + ".csproj")))
    .Where(n => only is null || n == only || n == $"Operon.{only}" || n == $"Operon.{only}.Tests")
    .Order(StringComparer.Ordinal)
    .ToList();
if (projects.Count == 0)
{
    await Console.Error.WriteLineAsync($"there is no test project '{only}' in tests/");
    return 1;
}

string[] withContainers = ["Operon.Containers.Tests", "Operon.Engine.Tests", "Operon.Diagnostics.Tests", "Operon.EndToEnd", "Operon.Conformance"];
string[] withTheProgram = ["Operon.EndToEnd"];

// What containers do must be the same for an ordinary user.
string[] byOthersToo = ["Operon.Containers.Tests"];

// Files are only their means: hundreds of repositories, homes and stores. What is about files itself has the disk.
string[] inMemory = ["Operon.Cli.Tests", "Operon.Diagnostics.Tests", "Operon.EndToEnd", "Operon.Engine.Tests", "Operon.Git.Tests", "Operon.Releases.Tests", "Operon.Runs.Tests"];
var heavy = projects.Where(IsHeavy).OrderBy(withTheProgram.Contains).ToList();
var light = projects.Where(p => !IsHeavy(p)).ToList();
var runs = (await Task.WhenAll(OneByOneAsync(heavy), OneByOneAsync(light))).SelectMany(r => r).OrderBy(r => r.Name, StringComparer.Ordinal).ToList();

foreach (var skip in runs.SelectMany(r => r.Skips)) Console.WriteLine($"skipped {skip}");
foreach (var failure in runs.SelectMany(r => r.Failures)) Console.WriteLine($"FAILED {failure}");
foreach (var line in runs.SelectMany(r => r.Summary)) Console.WriteLine(line);

var passed = runs.Sum(r => r.Passed);
var failed = runs.Sum(r => r.Failures.Count);
if (passed + failed == 0) Console.WriteLine("no test ran");
Console.WriteLine($"{passed} passed, {failed} failed, {runs.Sum(r => r.Skips.Count)} skipped");
return failed > 0 || passed == 0 ? 1 : 0;

// A library of what several of them use is no test project.
static bool IsTests(string project) => File.Exists(project) && !File.ReadAllText(project).Contains("<OutputType>Library<", StringComparison.Ordinal);

bool IsHeavy(string project) => withContainers.Any(w => project.StartsWith(w, StringComparison.Ordinal));

async Task<List<ProjectRun>> OneByOneAsync(IEnumerable<string> names)
{
    var done = new List<ProjectRun>();
    foreach (var name in names)
    {
        await AddAsync(name, asOrdinaryUser: false);
        if (byOthersToo.Contains(name) && Environment.UserName == "root") await AddAsync(name, asOrdinaryUser: true);
    }

    return done;

    async Task AddAsync(string name, bool asOrdinaryUser)
    {
        var run = await RunAsync(name, asOrdinaryUser);
        Console.WriteLine(run);
        done.Add(run);
    }
}

async Task<ProjectRun> RunAsync(string project, bool asOrdinaryUser)
{
    var folder = Path.Combine(root, "tests", project, "bin", "Debug", "net10.0");
    var name = asOrdinaryUser ? project + " (as an ordinary user)" : project;
    var (report, summary, log) = (Path.Combine(results, name + ".xml"), Path.Combine(results, name + ".summary"), Path.Combine(results, name + ".log"));
    var program = Path.Combine(folder, project);
    var isInMemory = inMemory.Contains(project);
    var start = new ProcessStartInfo(asOrdinaryUser ? Path.Combine(root, "eng", "as-ordinary-user") : isInMemory ? Path.Combine(root, "eng", "in-memory") : program)
    {
        UseShellExecute = false,
        WorkingDirectory = folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
    // It leaves its report where it may write, and the script brings it here.
    if (asOrdinaryUser)
    {
        foreach (var argument in (string[])[folder, project, results, "--filter-not-trait", "needs=root"]) start.ArgumentList.Add(argument);
    }

    if (isInMemory) start.ArgumentList.Add(program);

    foreach (var argument in (string[])["--no-ansi", "--no-progress", "--results-directory", asOrdinaryUser ? "." : results, "--report-xunit", "--report-xunit-filename", name + ".xml"])
        start.ArgumentList.Add(argument);
    if (isLong)
    {
        start.ArgumentList.Add("--explicit");
        start.ArgumentList.Add("on");
    }

    foreach (var argument in passedOn) start.ArgumentList.Add(argument);
    start.Environment["OPERON_TEST_SUMMARY"] = summary;

    if (withTheProgram.Contains(project) && !await IsProgramBuiltAsync()) return ProjectRun.Read(name, report, summary, log, "did not run: the program was not built", TimeSpan.Zero);
    var clock = Stopwatch.StartNew();
    if (!File.Exists(program)) return ProjectRun.Read(name, report, summary, log, "was not built", clock.Elapsed);
    using var process = Process.Start(start)!;
    process.StandardInput.Close();
    var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    string? problem = null;
    using (var timeout = new CancellationTokenSource(limit))
    {
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            problem = $"did not end within {limit.TotalMinutes:0} minutes";
        }
    }

    // A process that a test left behind may hold the pipes open for ever: what came until now must do.
    if (await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(10))) == output) await File.WriteAllLinesAsync(log, await output);
    else problem ??= "left a process behind that holds its output open";

    // 2: tests failed; 8: no test ran. Anything else but 0 is not about tests.
    if (problem is null && process.ExitCode is not (0 or 2 or 8)) problem = $"ended with code {process.ExitCode}";
    return ProjectRun.Read(name, report, summary, log, problem, clock.Elapsed);
}

// Waits for whoever builds it now.
async Task<bool> IsProgramBuiltAsync()
{
    using var process = Process.Start(new ProcessStartInfo(Path.Combine(root, "eng", "build-program")) { UseShellExecute = false })!;
    await process.WaitForExitAsync();
    return process.ExitCode == 0;
}
