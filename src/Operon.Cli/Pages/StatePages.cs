using System.Runtime.Versioning;
using System.Text;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Cli.Pages;

/// <summary>What state holds, as pages to look at: an overview, lists by pattern, and documents (releases, section 4).</summary>
/// <param name="state">The state.</param>
/// <param name="intents">What should be.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class StatePages(DocumentStore state, DocumentStore intents)
{
    private const string DocumentPath = "/ref/";
    private const string PatternPath = "/match/";
    private const int MostListed = 1000;
    private const int ShownRuns = 3;

    /// <summary>The page at a path; null: there is none.</summary>
    public Page? Find(string path)
    {
        if (path == "/") return Overview(state.View);
        if (path.StartsWith(DocumentPath, StringComparison.Ordinal)) return Document(state.View, path[DocumentPath.Length..]);
        return path.StartsWith(PatternPath, StringComparison.Ordinal) ? Matching(state.View, path[PatternPath.Length..]) : null;
    }

    private Page Overview(DocumentView view)
    {
        var releases = view.Match("**/-/**/@*", withLinks: false).Select(Reference.Parse).Where(r => r.IsOk && r.Value.Type is null && r.Value.Path != RepositoryConfig.File).Select(r => r.Value).ToList();
        var deployments = Deployment.All(view).Where(d => d.Current is not null).ToList();
        var environments = view.Match("@/environment/*", withLinks: false);
        var repositories = RepositoryConfig.Known(view).ToList();
        var custom = view.Match("@/custom/**", withLinks: false).Concat(view.Match("**/@*/custom/**", withLinks: false)).ToList();
        var waiting = ReadyRun.Waiting(view).ToList();
        var differences = IntentDifference.All(view, intents.View);
        var body = new Html()
            .Element("p", $"{environments.Count} environments, {repositories.Count} repositories, {releases.Count} releases, {deployments.Count} deployments, {custom.Count} custom values, {waiting.Count} waiting runs")
            .Element("h2", "Environments").Links(environments.Select(e => Link(e)), "None is registered.")
            .Element("h2", "Deployments").Links(deployments.Select(d => Link(d.Place.ToString(), d.Current!.Release.Release ?? "")), "Nothing is deployed.")
            .Element("h2", "Waiting runs").Links(waiting.Select(r => Link(r.Reference.ToString(), WaitsFor(r))), "Nothing waits.")
            .Element("h2", "What should be otherwise than it is").Links(differences.Select(d => Link(d.Reference.ToString(), d.Kind)), "Everything is as intended.")
            .Element("h2", "Releases").Links(releases.AsEnumerable().Reverse().Take(MostListed).Select(r => Link(r.ToString(), StatusOf(view, r))), "There is none.")
            .Element("h2", "Repositories").Links(repositories.Select(r => Link(RepositoryConfig.Of(r.Repository, "").ToString(), r.Commit)), "None is known.")
            .Element("h2", "Custom values").Links(custom.Take(MostListed).Select(c => Link(c)), "There is none.");
        return new Page($"State in {state.Place}", body);
    }

    private static Page Matching(DocumentView view, string pattern)
    {
        try
        {
            var found = view.Match(pattern);
            var body = Home().Element("p", found.Count > MostListed ? $"The first {MostListed} of {found.Count}" : $"{found.Count} documents").Links(found.Take(MostListed).Select(r => Link(r)), "Nothing matches.");
            return new Page(pattern, body);
        }
        catch (StoreFailure failure)
        {
            return new Page(pattern, Home().Element("p", failure.Diagnostic.Message)) { Status = 400 };
        }
    }

    private static Page Document(DocumentView view, string text)
    {
        if (!Reference.Parse(text).TryGet(out var reference, out var failure)) return new Page(text, Home().Element("p", failure.Message).Element("p", failure.Expected ?? "")) { Status = 400 };
        if (!reference.IsAbsolute || view.Find(reference) is not { } document) return new Page(text, Home().Element("p", "There is no such document.")) { Status = 404 };
        var place = view.Resolve(reference.WithoutFragment.ToString());
        var body = Home();
        if (place != reference.ToString()) body.Element("p", p => p.Text("It leads to ").Element("a", place, ("href", AddressOf(place))));
        if (reference.Type is null && ReadRelease(view, place) is { } release) Phases(view, release.Reference, release.Document, body);
        body.Element("h2", "Document").Preformatted(Encoding.UTF8.GetString(document.Body.ToUtf8(isIndented: true)));
        var below = view.Match(ReferencePattern.Escape(place) + "/**");
        body.Element("h2", "Below it").Links(below.Take(MostListed).Select(r => Link(r)), "Nothing.");
        return new Page(reference.ToString(), body);
    }

    private static (Reference Reference, ReleaseDocument Document)? ReadRelease(DocumentView view, string place)
    {
        if (!Reference.Parse(place).TryGet(out var reference, out _) || reference.Path == RepositoryConfig.File || reference.Release is not { Length: > 0 }) return null;
        return ReleaseDocument.Find(view, reference) is { } document ? (reference, document) : null;
    }

    private static void Phases(DocumentView view, Reference reference, ReleaseDocument release, Html body) => body.Element("h2", "Phases").Element(
        "div",
        columns =>
        {
            foreach (var phase in release.Phases)
            {
                columns.Element("section", column =>
                {
                    column.Element("h2", phase.Name.Length > 0 ? phase.Name : "–");
                    foreach (var task in phase.Tasks)
                    {
                        var place = task.In(reference);
                        column.Element("p", task.IsDeployment ? $"Deploy to {task.Name}" : task.Name);
                        column.Links(RunDocument.NumbersOf(view, place).TakeLast(ShownRuns).Select(n => RunDocument.Of(place, n)).Select(r => Link(r.ToString(), RunStatus.Read(view, r), r.Subpath)), "It never ran.");
                    }
                });
            }
        },
        ("class", "phases"));

    private static string StatusOf(DocumentView view, Reference release)
    {
        if (RunStatus.RunsOf(view, RunStatus.Failed, release).Any()) return RunStatus.Failed;
        if (RunStatus.RunsOf(view, RunStatus.Running, release).Any()) return RunStatus.Running;
        return ReadyRun.Waiting(view, release).FirstOrDefault() is { } waits ? WaitsFor(waits) : RunStatus.Complete;
    }

    private static string WaitsFor(ReadyRun run) => run switch
    {
        { IsReady: true } => "ready",
        { Inputs.Missing: [var missing, ..] } => $"waits for {missing.Reference ?? missing.Name}",
        _ => "waits for tasks before it",
    };

    private static (string Address, string Label, string Note) Link(string reference, string note = "", string? label = null) => (AddressOf(reference), label ?? reference, note);

    private static string AddressOf(string reference) => DocumentPath + string.Join('/', reference.Split('/').Select(Uri.EscapeDataString));

    private static Html Home() => new Html().Element("nav", nav => nav.Element("a", "State", ("href", "/")));
}
