namespace Operon.EndToEnd;

/// <summary>Tests that compare the whole machine before and after: what others start meanwhile would be taken for theirs.</summary>
[CollectionDefinition(nameof(AloneTests), DisableParallelization = true)]
public sealed class AloneTests;
