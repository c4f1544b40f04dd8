using System.Globalization;
using System.Text;

namespace Operon.Releases.Bench;

/// <summary>
/// Two thousand packages in twenty repositories, of which one changes: a fan-out, a chain, and diamonds. The first releases are made by the
/// program, and all others are copies of their documents.
/// </summary>
internal sealed class Breadth(string folder, Goals goals)
{
    private const int Repositories = 20;
    private const int PackagesEach = 100;
    private const int Fan = 900;
    private const int Chain = 40;
    private const int Diamonds = 10;
    private const int Rounds = 3;

    private readonly string stores = Path.Combine(folder, "stores.git");
    private readonly BuiltProgram program = new(Path.Combine(folder, "home"));
    private readonly Dictionary<string, string[]> inputs = new(StringComparer.Ordinal);

    public async Task MeasureAsync()
    {
        await MakeAsync();
        var count = new PushCount(stores);
        var git = await TimedGit.MakeAsync(folder);
        string[] fan = [.. Enumerable.Range(0, Fan).Select(i => Name(1 + (i / PackagesEach), i % PackagesEach))];
        string[] chain = [.. Enumerable.Range(0, Chain).Select(ChainName)];
        string[] diamonds = [.. Enumerable.Range(0, Diamonds).SelectMany(d => Enumerable.Range(0, 4).Select(part => DiamondName(d, part)))];
        foreach (var shape in (Shape[])[new("fan-out", 0, fan, Waves: 1), new("chain", 1, chain, Waves: Chain), new("diamonds", 2, diamonds, Waves: 3)])
        {
            var rounds = new List<Round>();
            for (var i = 0; i < Rounds; i++) rounds.Add(await ChangeAsync(shape, $"{shape.Name} {i}", count, git));
            Judge(shape, rounds);
        }
    }

    private static string Repository(int number) => $"repo{number:00}";

    private static string Name(int repository, int package) => $"{Repository(repository)}/-/p{package:00}.ocu.star";

    private static string ChainName(int link) => Name(10 + (link % 2), link / 2);

    private static string DiamondName(int diamond, int part) => Name(12, (4 * diamond) + part);

    private static string Text(string[] read) => read.Length switch
    {
        0 => "def up(environment, v):\n    return done(outputs={'v': v})\n\ndef down(environment, v):\n    return done()\n\ndeploy(environment=environments()[0], up=up, down=down, inputs={'v': read('version').strip()})\n",
        1 => $"def up(environment, v):\n    return done(outputs={{'v': v}})\n\ndef down(environment, v):\n    return done()\n\ndeploy(environment=environments()[0], up=up, down=down, inputs={{'v': input(ref='{read[0]}/@/deploy/prod#output/v')}})\n",
        _ => $"def up(environment, v, w):\n    return done(outputs={{'v': v}})\n\ndef down(environment, v, w):\n    return done()\n\ndeploy(environment=environments()[0], up=up, down=down, inputs={{'v': input(ref='{read[0]}/@/deploy/prod#output/v'), 'w': input(ref='{read[1]}/@/deploy/prod#output/v')}})\n",
    };

    private void Declare()
    {
        for (var repository = 0; repository < Repositories; repository++)
        {
            for (var package = 0; package < PackagesEach; package++) inputs[Name(repository, package)] = [];
        }

        for (var i = 0; i < Fan; i++) inputs[Name(1 + (i / PackagesEach), i % PackagesEach)] = [Name(0, 0)];
        for (var i = 0; i < Chain; i++) inputs[ChainName(i)] = [i == 0 ? Name(0, 1) : ChainName(i - 1)];
        for (var d = 0; d < Diamonds; d++)
        {
            inputs[DiamondName(d, 0)] = [Name(0, 2)];
            inputs[DiamondName(d, 1)] = inputs[DiamondName(d, 2)] = [DiamondName(d, 0)];
            inputs[DiamondName(d, 3)] = [DiamondName(d, 1), DiamondName(d, 2)];
        }
    }

    private async Task MakeAsync()
    {
        Declare();
        await RawGit.RunAsync("init", "--quiet", "--bare", stores);
        var commits = new Dictionary<string, string>();
        var patterns = new Dictionary<int, string>();
        for (var number = 0; number < Repositories; number++)
        {
            var name = Repository(number);
            var repository = new SourceRepository(Path.Combine(folder, name));
            var files = inputs.Where(i => i.Key.StartsWith(name + "/", StringComparison.Ordinal)).Select(i => (i.Key[(name.Length + 3)..], Text(i.Value))).Append(("version", "1"));
            await repository.MakeAsync(name, stores, number == 0 ? files.Append(("environments.ocu.star", "register_environment(environment('prod', {}))\n")) : files);
            commits[name] = (await RawGit.AskAsync("-C", repository.Folder, "rev-parse", "HEAD")).Trim();
            if (number == 0) await program.RunAsync(repository.Folder, "release", "new", "environments.ocu.star");
            else await program.RunAsync(repository.Folder, "state", "match", "@/environment/*");
        }

        // One of each kind, of which all others are copies.
        foreach (var (name, kind) in new[] { (Name(0, 0), 0), (Name(1, 0), 1), (Name(0, 2), 0), (DiamondName(0, 0), 1), (DiamondName(0, 1), 1), (DiamondName(0, 2), 1), (DiamondName(0, 3), 2) })
        {
            await program.RunAsync(Path.Combine(folder, name.Split('/')[0]), "release", "new", name.Split('/')[^1]);
            patterns[kind] = name;
        }

        foreach (var branch in (string[])["state", "intent"]) await CopyAsync(branch, patterns, commits);
    }

    private async Task CopyAsync(string branch, Dictionary<int, string> patterns, Dictionary<string, string> commits)
    {
        var import = new StringBuilder($"commit refs/heads/{branch}\ncommitter Bench <bench@example.com> 1700000000 +0000\ndata 4\ncopy\nfrom refs/heads/{branch}^0\n");
        foreach (var (kind, pattern) in patterns)
        {
            var documents = new List<(string Path, string Text)>();
            foreach (var path in (await RawGit.AskAsync("-C", stores, "ls-tree", "-r", "--name-only", branch, $"refs/{pattern}/")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                documents.Add((path, await RawGit.AskAsync("-C", stores, "show", $"{branch}:{path}")));
            }

            foreach (var (name, read) in inputs.Where(i => i.Value.Length == kind && i.Key != pattern))
            {
                foreach (var (path, text) in documents)
                {
                    var copy = Copy(text);
                    import.Append(CultureInfo.InvariantCulture, $"M 100644 inline {Copy(path)}\ndata {Encoding.UTF8.GetByteCount(copy)}\n{copy}\n");
                }

                string Copy(string text)
                {
                    text = text.Replace(pattern, name, StringComparison.Ordinal).Replace(commits[pattern.Split('/')[0]], commits[name.Split('/')[0]], StringComparison.Ordinal).Replace(pattern.Split('/')[^1] + ":", name.Split('/')[^1] + ":", StringComparison.Ordinal);
                    for (var i = 0; i < kind; i++) text = text.Replace(inputs[pattern][i] + "/@/", read[i] + "/@/", StringComparison.Ordinal);
                    return text;
                }
            }
        }

        await RawGit.ImportAsync(stores, import.ToString());
    }

    private void Judge(Shape shape, List<Round> rounds)
    {
        var (name, affected) = (shape.Name, shape.Affected);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {name}: {affected.Length} deployments of {inputs.Count} packages in {Repositories} repositories, {shape.Waves} waves; {Rounds} rounds, the least of each; load {Goals.Load}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"         a new file here: {string.Join(", ", rounds.Select(r => $"{r.NewFile * 1000:0.000}"))} ms of the processor"));
        goals.Holds($"{name}: each consumer is deployed once, and nothing else", rounds.TrueForAll(r => r.Deployed.Order(StringComparer.Ordinal).SequenceEqual(affected.Order(StringComparer.Ordinal))));
        Goals.Tell($"{name}: the whole command, with {shape.Waves + 1} waves of clones, pushes and runs", Cost.Least([.. rounds.Select(r => r.Whole)]));
        double[] bookkeeping = [.. rounds.Select(r => (r.Whole.Processor - r.Pushing) * 1000 / affected.Length)];
        goals.AtMost($"{name}: bookkeeping per affected deployment", bookkeeping.Min(), 10, $"ms of the processor, all but the pushes; of {string.Join(", ", bookkeeping.Select(b => b.ToString("0.00", CultureInfo.InvariantCulture)))}");
        foreach (var branch in rounds.SelectMany(r => r.Pushes.Keys).Distinct().Order(StringComparer.Ordinal)) goals.AtMost($"{name}: pushes to {branch} per wave", (double)rounds.Max(r => r.Pushes.GetValueOrDefault(branch)) / (shape.Waves + 1), 2, "");
    }

    private async Task<Round> ChangeAsync(Shape shape, string version, PushCount count, TimedGit git)
    {
        var repository = new SourceRepository(Path.Combine(folder, Repository(0)));
        await File.WriteAllTextAsync(Path.Combine(repository.Folder, "version"), version);
        await repository.CommitAsync(version);
        await program.RunAsync(repository.Folder, "state", "match", "@/environment/*");
        var newFile = MakeFiles(version);
        count.Take();
        var before = await RawGit.TipAsync(stores, "state");
        var (whole, pushing) = await program.MeasureAsync(git, repository.Folder, "release", "new", "--cascade", $"p{shape.Source:00}.ocu.star");
        var pushes = count.Take();
        string[] deployed = [.. (await RawGit.AskAsync("-C", stores, "diff-tree", "-r", "--name-only", "--diff-filter=A", before, "state")).Split('\n')
            .Where(p => p.EndsWith("/status/complete/@object.json", StringComparison.Ordinal)).Select(p => p["refs/".Length..].Split("/@r")[0]).Where(p => p != Name(0, shape.Source))];
        return new Round(newFile, whole, pushing, pushes, deployed);
    }

    // Some 0.02 ms; on ext4 many times that where many files were removed in the last minutes, such as those of this program's last run.
    private double MakeFiles(string name)
    {
        const int files = 100;
        var place = Directory.CreateDirectory(Path.Combine(folder, "files", name)).FullName;
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < files; i++) File.Create(Path.Combine(place, i.ToString(CultureInfo.InvariantCulture))).Dispose();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds / files;
    }

    private sealed record Shape(string Name, int Source, string[] Affected, int Waves);

    private sealed record Round(double NewFile, Cost Whole, double Pushing, IReadOnlyDictionary<string, int> Pushes, string[] Deployed);
}
