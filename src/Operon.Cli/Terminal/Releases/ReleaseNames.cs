using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Releases;

/// <summary>References as people read them: those of the repository at hand without its name, as commands take them where the user stands.</summary>
internal static class ReleaseNames
{
    private const int Longest = 1_000;

    /// <summary>A reference, as text.</summary>
    public static string Short(string reference, Standpoint at) => Reference.Parse(reference).TryGet(out var read, out _) ? at.Name(read) : VisibleText.Of(reference, Longest);

    /// <summary>What somebody waits for.</summary>
    public static string Describe(Obstacle obstacle, Standpoint at) => obstacle.Kind switch
    {
        Obstacle.Task => $"{Task(obstacle.Reference)} to be complete",
        Obstacle.Hold => $"the end of the hold on {Short(obstacle.Reference, at)}",
        _ => Short(obstacle.Reference, at),
    };

    /// <summary>Why somebody waits no more.</summary>
    public static string Describe(Cancellation why) => VisibleText.Of(why.Newer is { } newer ? $"was cancelled: {newer.Release} is newer, and went to {why.Environment.Subpath} in its place" : $"does not go to {why.Environment.Subpath}: the environment was removed", Longest);

    /// <summary>A task or deployment without its release.</summary>
    public static string Task(string reference) => Reference.Parse(reference).TryGet(out var read, out _) && read.Type is { } type ? VisibleText.Of($"{type} {read.Subpath}", Longest) : VisibleText.Of(reference, Longest);
}
