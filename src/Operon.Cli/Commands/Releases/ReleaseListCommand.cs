using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal.Releases;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>release ls</c>: lists releases, the newest first.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseListCommand
{
    private const int Usual = 20;

    public static Command Build(Surroundings surroundings)
    {
        var package = PackageOptions.Package();
        package.Description += "; else all of this repository";
        package.Arity = ArgumentArity.ZeroOrOne;
        var limit = new Option<int?>("--limit") { Description = "The newest so many", HelpName = "N", DefaultValueFactory = _ => Usual };
        limit.Takes(number => number >= 1, "--limit is a number of releases, from 1 on");
        var all = new Option<bool>("--all-repositories") { Description = "Also those of other repositories in the same store" };
        var format = RunsCommand.FormatOptions();
        var command = new Command("ls", "List releases, the newest first: how far they are, and where they are deployed") { package, limit, all, format.Json, format.Output };
        command.SetAction((parsed, _) =>
        {
            var text = parsed.GetValue(package) is { } given ? PackageOptions.Spell(given) : null;
            return ReleaseContext.LookAsync(
                surroundings,
                parsed.DataDir(),
                (session, _) => Task.FromResult(List(session, text, parsed.GetValue(limit) ?? Usual, parsed.GetValue(all), parsed.WantsJson(format), surroundings)),
                text is null ? [] : [text]);
        });
        return command;
    }

    private static Result<int> List(ReleaseSession session, string? text, int limit, bool isEverywhere, bool isJson, Surroundings surroundings)
    {
        var (state, intents) = (session.Work.State.View, session.Work.Intents.View);
        var repository = session.Work.Repository;
        IEnumerable<Reference> packages = ReleaseNumbers.Packages(state).Where(p => isEverywhere || session.Place.Store is not null || p.Repository == repository);
        if (text is not null)
        {
            if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
            packages = [reference.Package];
            if (ReleaseNumbers.Of(state, reference.Package).Count == 0 && !File.Exists(Path.Combine(session.Place.Root, reference.Path))) return state.Missing(reference.Package) with { Fix = "list all: operon release ls" };
        }

        var found = ReleaseOverview.Newest(state, intents, packages, limit);
        if (isJson)
        {
            ReleaseContext.Write(surroundings, ReleaseTable.ToJson(found).ToUtf8(isIndented: true));
            return 0;
        }

        using var output = RunsCommand.Writer(surroundings);
        ReleaseTable.Write(found, Standpoint.Of(session), output);
        return 0;
    }
}
