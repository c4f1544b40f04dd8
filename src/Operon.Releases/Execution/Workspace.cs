using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;

namespace Operon.Releases.Execution;

/// <summary>What all work of a command is done with.</summary>
public sealed record Workspace
{
    /// <summary>What stands for the commit on a branch without one.</summary>
    public const string NoCommit = "null";

    /// <summary>How many runs go on at once where nobody says: most of them wait for something.</summary>
    public static int DefaultMaxRuns { get; } = Math.Max(4, Environment.ProcessorCount);

    /// <summary>What is.</summary>
    public required ObservedStore State { get; init; }

    /// <summary>What should be.</summary>
    public required ObservedStore Intents { get; init; }

    /// <summary>The package files of the checkout.</summary>
    public required PackageFiles Packages { get; init; }

    /// <summary>The name of the repository that is checked out.</summary>
    public required string Repository { get; init; }

    /// <summary>The commit that is checked out, or <see cref="NoCommit"/>.</summary>
    public required string Commit { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>This process, as claims name it.</summary>
    public required string Owner { get; init; }

    /// <summary>Is told what happens.</summary>
    public required IWorkObserver Observer { get; init; }

    /// <summary>How long a claim holds without being put off.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many runs may go on at once.</summary>
    public int MaxRuns { get; init; } = DefaultMaxRuns;

    /// <summary>The folder of run folders, in which runs are recorded while they go on; null: they are not.</summary>
    public string? Runs { get; init; }

    /// <summary>Whether names of environments may have dashes.</summary>
    public bool AllowsDash { get; init; } = true;

    /// <summary>Puts off what this process has claimed. To be disposed of when the command ends.</summary>
    public LeaseKeeper Leases { get; } = new();

    /// <summary>Whether what the original does is kept where ours would be otherwise: it was started under that name.</summary>
    public bool IsOriginal { get; init; }

    internal DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Changes what is, and with it what should be where both can be changed at once.</summary>
    /// <typeparam name="T">What the change tells.</typeparam>
    /// <param name="title">What it is for, in a few words.</param>
    /// <param name="change">Changes what is, and what should be; null: that has to be changed afterwards.</param>
    /// <param name="cancellation">Gives up where it still can.</param>
    /// <exception cref="StoreFailure">A store cannot be written.</exception>
    internal async Task<Result<T>> UpdateAsync<T>(string title, Func<StoreTransaction, StoreTransaction?, Result<T>> change, CancellationToken cancellation)
    {
        Result<T> result = default;
        if (!(await State.ChangeTogetherAsync(Intents, title, (state, intents) => (result = change(state, intents)).Error, cancellation)).TryGet(out var isMade, out var failure)) return failure;
        return isMade ? result : await State.UpdateAsync(title, state => change(state, null), cancellation);
    }
}
