using Operon.EndToEnd;
using Operon.EndToEnd.Help;
using Operon.EndToEnd.Releases;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Operon.EndToEnd;

/// <summary>What takes longest begins first: nothing is left to run alone when all else is done.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        [nameof(ExampleTests), nameof(BehaviourTests), nameof(CommandLineCaseTests), nameof(RecordedReleaseTests), nameof(CallVectorTests), nameof(OutputFormatTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Array.FindIndex(Long, name => c.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length)];
}
