using System.Collections.Concurrent;
using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Pages;
using Operon.Releases.Checkouts;
using Operon.Releases.Sdk;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>preview</c>: serves a page about a package file, which follows its changes, until it is interrupted.</summary>
[UnsupportedOSPlatform("windows")]
internal static class PreviewCommand
{
    private const int LastPort = 65535;

    public static Command Build(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "The package file" };
        var port = new Option<int?>("--port", "-p") { Description = "Where to listen on 127.0.0.1; without it on the first free one from 3000 to 3100", HelpName = "PORT" };
        port.Takes(number => number is >= 1 and <= LastPort, $"--port takes a number from 1 to {LastPort}");
        var command = new Command("preview", "Show in a browser what a package file declares, until it is interrupted") { file, port };
        command.SetAction((parsed, _) =>
        {
            var text = parsed.GetRequiredValue(file);
            return ReleaseContext.ReadAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, parsed.GetValue(port), surroundings, stop), text);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string text, int? port, Surroundings surroundings, CancellationToken stop)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;

        // A file that is wrong is shown as such, until it is mended; one that is not there is a mistyped name.
        if (!(await session.PackagesPrintingTo(_ => { }).LoadAsync(reference.Package, stop)).TryGet(out _, out failure) && failure.Rule == SdkRules.FileMissing) return failure;
        if (!PageServer.Start(port).TryGet(out var server, out failure)) return failure;
        using (server)
        {
            // Files that it loads count too.
            using var watcher = new FileSystemWatcher(session.Place.Root, "*.star") { IncludeSubdirectories = true, EnableRaisingEvents = true };
            watcher.Changed += (_, _) => server.Change();
            watcher.Created += (_, _) => server.Change();
            watcher.Renamed += (_, _) => server.Change();
            watcher.Deleted += (_, _) => server.Change();
            ReleaseContext.Write(surroundings, $"{text} is shown at {server.Address}");
            ReleaseContext.Write(surroundings, "Ctrl-C ends it");
            await surroundings.Output.FlushAsync(CancellationToken.None);
            await server.ServeAsync(
                async path =>
                {
                    if (path != "/") return null;
                    var printed = new ConcurrentQueue<LogLine>();
                    return PreviewPage.Of(text, await session.PackagesPrintingTo(printed.Enqueue).LoadAsync(reference.Package, stop), [.. printed]);
                },
                stop);
            return 0;
        }
    }
}
