using Operon.Cli.Terminal;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Terminal.Releases;

/// <summary>Releases as a table, and as JSON.</summary>
internal static class ReleaseTable
{
    private const int Format = 1;
    private const int CommitDigits = 12;
    private const int LongestCell = 60;

    /// <summary>As people read them.</summary>
    /// <param name="releases">The releases.</param>
    /// <param name="at">Where the user stands.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(IReadOnlyCollection<ReleaseOverview> releases, Standpoint at, TextWriter output)
    {
        List<string[]> rows = [["RELEASE", "STATUS", "COMMIT", "CREATED", "TAGS", "DEPLOYED"]];
        rows.AddRange(releases.Select(r => (string[])[at.Name(r.Reference), r.Status, Commit(r.Document.Commit), Time(r.Created), string.Join(' ', r.Tags), string.Join(' ', r.DeployedTo)]));
        TextTable.Write(rows, output);
        foreach (var release in releases)
        {
            foreach (var why in release.Cancellations) output.WriteLine($"{at.Name(release.Reference)} {ReleaseNames.Describe(why)}");
            foreach (var obstacle in release.Obstacles) output.WriteLine($"{at.Name(release.Reference)} waits for {ReleaseNames.Describe(obstacle, at)}");
        }
    }

    /// <summary>As programs read them.</summary>
    public static JsonObject ToJson(IEnumerable<ReleaseOverview> releases) => new(("format", Format), ("releases", new JsonArray([.. releases.Select(r => (JsonValue)Head(r))])));

    /// <summary>What is said of a release everywhere.</summary>
    public static JsonObject Head(ReleaseOverview release)
    {
        var json = new JsonObject(
            ("ref", release.Reference.ToString()),
            ("package", release.Reference.Package.ToString()),
            ("release", release.Reference.Release!),
            ("status", release.Status),
            ("commit", release.Document.Commit),
            ("tags", new JsonArray([.. release.Tags.Select(t => (JsonValue)t)])),
            ("deployedTo", new JsonArray([.. release.DeployedTo.Select(e => (JsonValue)e)])),
            ("waitsFor", new JsonArray([.. release.Obstacles.Select(o => (JsonValue)o.ToJson())])));
        return release.Created.Length == 0 ? json : json.With("created", release.Created);
    }

    /// <summary>A moment, to the second.</summary>
    public static string Time(string recorded) => DateTimeOffset.TryParse(recorded, System.Globalization.CultureInfo.InvariantCulture, out var time) ? RunTimes.Text(time) : "-";

    /// <summary>The beginning of a commit.</summary>
    public static string Commit(string commit) => VisibleText.Of(commit.Length > CommitDigits ? commit[..CommitDigits] : commit, LongestCell);

}
