using System.Diagnostics;
using System.Globalization;
using System.Text;
using Operon.Releases.Documents;

namespace Operon.Releases.Bench;

/// <summary>Makes a branch of a bare repository that holds releases of five tasks each, all done, in a hundred packages.</summary>
internal static class SyntheticStore
{
    public const int Tasks = 5;
    private const int Packages = 100;

    /// <summary>A package.</summary>
    public static string Package(int number) => string.Create(CultureInfo.InvariantCulture, $"example.com/shop/repo{number % 10}/-/svc{number}/release.ocu.star");

    public static async Task MakeAsync(string remote, int releases)
    {
        await RawGit.RunAsync("init", "--quiet", "--bare", remote);
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", remote, "fast-import", "--quiet"]) { RedirectStandardInput = true, UseShellExecute = false })!;
        await using (var input = new BufferedStream(git.StandardInput.BaseStream, 1 << 20))
        {
            Write(input, "commit refs/heads/state\ncommitter Bench <bench@example.com> 1700000000 +0000\ndata 5\nbench\n");
            File(input, ".ocuroot-store", """{"version":3,"Tags":{"state":{}}}""");
            var packages = Math.Min(Packages, releases);
            for (var i = 0; i < releases; i++) Release(input, Package(i % packages), (i / packages) + 1, i >= releases - packages, i);
        }

        await git.WaitForExitAsync();
    }

    private static void Release(Stream to, string package, int number, bool isCurrent, int seed)
    {
        var release = string.Create(CultureInfo.InvariantCulture, $"{package}/@r{number}");
        Document(to, release, $$$"""{"commit":"{{{seed:x40}}}","package":{"functions":{},"phases":[]}}""");
        Document(to, string.Create(CultureInfo.InvariantCulture, $"{release}/commit/{seed:x40}"), """{"time":"2025-10-01T00:00:00Z"}""");
        for (var t = 0; t < Tasks; t++)
        {
            var task = string.Create(CultureInfo.InvariantCulture, $"{release}/task/t{t}");
            Document(to, task, $$$"""{"run_ref":"{{{task}}}/1","type":"task","release":"{{{release}}}","input":{},"output":{"n":{{{seed}}}}}""");
            Document(to, task + "/1", $$$"""{"type":"task","release":"{{{release}}}","functions":[{"fn":{"name":"build","pos":"release.ocu.star:9:1"},"inputs":{}}],"output":{"n":{{{seed}}}},"watch_files":[]}""");
            Document(to, task + "/1/logs", $$$"""[{"timestamp":"2025-10-01T00:00:00Z","message":"built {{{seed}}}","attributes":{},"stream":0}]""");
            Document(to, task + "/1/status/complete", $$$"""{"time":"2025-10-01T00:00:{{{seed % 60:00}}}Z"}""");
            if (isCurrent) File(to, string.Create(CultureInfo.InvariantCulture, $"refs/{package}/@/task/t{t}/@object.json"), Encoding.UTF8.GetString(StoredDocument.LinkTo(task).ToUtf8()));
        }
    }

    private static void Document(Stream to, string reference, string body) => File(to, $"refs/{reference}/@object.json", $$"""{"kind":"ref","body_type":"document","body":{{body}}}""");

    private static void File(Stream to, string path, string content) => Write(to, string.Create(CultureInfo.InvariantCulture, $"M 100644 inline {path}\ndata {Encoding.UTF8.GetByteCount(content)}\n{content}\n"));

    private static void Write(Stream to, string text) => to.Write(Encoding.UTF8.GetBytes(text));
}
