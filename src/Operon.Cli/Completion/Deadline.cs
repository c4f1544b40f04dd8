namespace Operon.Cli.Completion;

/// <summary>A time after which looking for more is not worth the wait of somebody who pressed a key.</summary>
/// <param name="clock">The clock.</param>
/// <param name="patience">How long from now.</param>
internal sealed class Deadline(TimeProvider clock, TimeSpan patience)
{
    private readonly long start = clock.GetTimestamp();

    public bool HasPassed => clock.GetElapsedTime(start) > patience;
}
