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
        await ChangeAsync("fan-out", 0, fan, waves: 1, count, git);
        await ChangeAsync("chain", 1, chain, waves: Chain, count, git);
        await ChangeAsync("diamonds", 2, diamonds, waves: 3, count, git);
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

    private async Task ChangeAsync(string what, int source, string[] affected, int waves, PushCount count, TimedGit git)
    {
        var repository = new SourceRepository(Path.Combine(folder, Repository(0)));
        await File.WriteAllTextAsync(Path.Combine(repository.Folder, "version"), what);
        await repository.CommitAsync(what);
        await program.RunAsync(repository.Folder, "state", "match", "@/environment/*");
        count.Take();
        var before = await RawGit.TipAsync(stores, "state");
        var (cost, pushing) = await program.MeasureAsync(git, repository.Folder, "release", "new", "--cascade", $"p{source:00}.ocu.star");
        var pushes = count.Take();
        var runs = (await RawGit.AskAsync("-C", stores, "diff-tree", "-r", "--name-only", "--diff-filter=A", before, "state")).Split('\n')
            .Where(p => p.EndsWith("/status/complete/@object.json", StringComparison.Ordinal)).Select(p => p["refs/".Length..].Split("/@r")[0]).Where(p => p != Name(0, source)).ToList();

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {what}: {affected.Length} deployments of {inputs.Count} packages in {Repositories} repositories, {waves} waves; load {Goals.Load}"));
        goals.Holds($"{what}: each consumer is deployed once, and nothing else", runs.Order(StringComparer.Ordinal).SequenceEqual(affected.Order(StringComparer.Ordinal)));
        Goals.Tell($"{what}: the whole command, with {waves + 1} waves of clones, pushes and runs", cost);
        goals.AtMost($"{what}: bookkeeping per affected deployment", (cost.Processor - pushing) * 1000 / affected.Length, 10, "ms of the processor, all but the pushes");
        foreach (var (branch, number) in pushes.OrderBy(p => p.Key, StringComparer.Ordinal)) goals.AtMost($"{what}: pushes to {branch} per wave", (double)number / (waves + 1), 2, "");
    }
}
