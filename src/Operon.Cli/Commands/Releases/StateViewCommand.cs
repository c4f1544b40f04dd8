using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Pages;
using Operon.Releases.Checkouts;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>state view</c>: serves pages about state until it is interrupted.</summary>
[UnsupportedOSPlatform("windows")]
internal static class StateViewCommand
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    public static Command Build(Surroundings surroundings)
    {
        var command = new Command("view", "Show state in a browser, until it is interrupted");
        command.SetAction((parsed, _) => ReleaseContext.ReadAnywhereAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, surroundings, stop)));
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, Surroundings surroundings, CancellationToken stop)
    {
        if (!PageServer.Start(port: null).TryGet(out var server, out var failure)) return failure;
        using (server)
        {
            ReleaseContext.Write(surroundings, $"State is shown at {server.Address}");
            ReleaseContext.Write(surroundings, "Ctrl-C ends it");
            await surroundings.Output.FlushAsync(CancellationToken.None);
            var pages = new StatePages(session.Work.State, session.Work.Intents);
            using var turn = new SemaphoreSlim(1);
            var looked = surroundings.Clock.GetTimestamp();
            await server.ServeAsync(
                async path =>
                {
                    await turn.WaitAsync(stop);
                    try
                    {
                        if (surroundings.Clock.GetElapsedTime(looked) >= Freshness)
                        {
                            await session.Work.State.RefreshAsync(stop);
                            await session.Work.Intents.RefreshAsync(stop);
                            looked = surroundings.Clock.GetTimestamp();
                        }

                        return pages.Find(path);
                    }
                    finally
                    {
                        turn.Release();
                    }
                },
                stop);
            return 0;
        }
    }
}
