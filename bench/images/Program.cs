using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Operon.Containers.Images;
using Operon.Host.Credentials;
using Operon.Host.Linux;
using Operon.Testing.Registries;
using Operon.Text;

// What a pull costs over unpacking the same files with tar: an image of about 120 MB, one layer and four, from a registry on this
// machine, which has the layers packed by gzip, as images are, or as they are. Each is done several times in turn; the medians count.
// Usage: dotnet run -c Release --project bench/images [rounds]
const int megabytes = 120;
var rounds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 5;
var folder = Directory.CreateTempSubdirectory("operon-bench-").FullName;
try
{
    using var registry = DockerRegistry.Open();
    foreach (var (parts, isPacked) in ((int, bool)[])[(1, true), (4, true), (1, false), (4, false)]) await MeasureAsync(registry, parts, isPacked);
}
finally
{
    FolderTree.Remove(folder);
}

async Task MeasureAsync(DockerRegistry registry, int parts, bool isPacked)
{
    // Files as systems have them: what is below /usr of this machine, until it is enough.
    var archives = Collect(parts);
    var name = $"bench{parts}{isPacked}".ToLowerInvariant();
    var diffs = new JsonArray();
    var layers = new JsonArray();
    using (var push = new RegistryPush(registry.Host, name))
    {
        foreach (var archive in archives)
        {
            Run("gzip", "-kf", archive);
            var packed = await File.ReadAllBytesAsync(isPacked ? archive + ".gz" : archive);
            diffs.Add(RegistryPush.DigestOf(await File.ReadAllBytesAsync(archive)));
            layers.Add(new JsonObject { ["mediaType"] = "application/vnd.oci.image.layer.v1.tar" + (isPacked ? "+gzip" : ""), ["digest"] = await push.BlobAsync(packed), ["size"] = packed.Length });
        }

        var config = Bytes(new JsonObject { ["architecture"] = "amd64", ["os"] = "linux", ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = diffs } });
        var manifest = Bytes(new JsonObject { ["schemaVersion"] = 2, ["config"] = new JsonObject { ["mediaType"] = "application/vnd.oci.image.config.v1+json", ["digest"] = await push.BlobAsync(config), ["size"] = config.Length }, ["layers"] = layers });
        await push.ManifestAsync("latest", manifest, "application/vnd.oci.image.manifest.v1+json");
    }

    var (plain, gzip, pull) = (new List<double>(), new List<double>(), new List<double>());
    for (var round = 0; round <= rounds; round++)
    {
        var ofPlain = Time(() => Untar(archives, ""));
        var ofGzip = Time(() => Untar(archives, ".gz"));
        var store = Path.Combine(folder, "store");
        var clock = Stopwatch.StartNew();
        using (var images = new ImageStore(store, TimeProvider.System))
        using (var puller = new ImagePuller(images, new CredentialChain(), _ => null, TimeProvider.System))
        {
            var pulled = await puller.PullAsync(new PullRequest(ImageReference.Parse($"{registry.Host}/{name}").Value), null, CancellationToken.None);
            if (pulled.Error is { } error) throw new InvalidOperationException(error.ToString());
        }

        var ofPull = clock.Elapsed.TotalMilliseconds;
        FolderTree.Remove(store);
        if (round == 0) continue;
        plain.Add(ofPlain);
        gzip.Add(ofGzip);
        pull.Add(ofPull);
    }

    var size = archives.Sum(a => new FileInfo(a).Length) / 1e6;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{parts} layers, {size:0} MB, {(isPacked ? "gzip" : "plain")}: tar -x {Median(plain):0} ms, tar -xz {Median(gzip):0} ms, pull {Median(pull):0} ms = {Median(pull) / Median(plain):0.00} x tar -x (<= 1.5), {Median(pull) / Median(gzip):0.00} x tar -xz"));
}

List<string> Collect(int parts)
{
    var chosen = Enumerable.Range(0, parts).Select(_ => new List<string>()).ToList();
    long total = 0;
    foreach (var file in Directory.EnumerateFiles("/usr", "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Order(StringComparer.Ordinal))
    {
        var length = new FileInfo(file).Length;
        if (length > 5_000_000) continue;
        chosen[(int)(total * parts / (megabytes * 1_000_000L + 1))].Add(file);
        total += length;
        if (total >= megabytes * 1_000_000L) break;
    }

    return [.. chosen.Select((files, i) =>
    {
        var list = Path.Combine(folder, $"{parts}-{i}.list");
        File.WriteAllLines(list, files);
        Run("tar", "-C", "/", "--format=pax", "-cPf", Path.Combine(folder, $"{parts}-{i}.tar"), "-T", list, "--transform=s,^/,,");
        return Path.Combine(folder, $"{parts}-{i}.tar");
    })];
}

void Untar(List<string> archives, string suffix)
{
    var target = Directory.CreateDirectory(Path.Combine(folder, "untarred")).FullName;
    foreach (var archive in archives) Run("tar", "-C", target, suffix.Length == 0 ? "-xf" : "-xzf", archive + suffix);
}

double Time(Action action)
{
    var clock = Stopwatch.StartNew();
    action();
    var time = clock.Elapsed.TotalMilliseconds;
    FolderTree.Remove(Path.Combine(folder, "untarred"));
    return time;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static byte[] Bytes(JsonNode json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());

static void Run(string program, params string[] arguments)
{
    using var process = Process.Start(program, arguments);
    process.WaitForExit();
    if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed");
}
