using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Planning;

/// <summary>What a release gets when it is looked at again (releases, section 1.7).</summary>
public static class Additions
{
    /// <summary>Whether a task has no run yet, or had one that was given up with its environment.</summary>
    public static bool IsNew(DocumentView state, Reference task) => RunDocument.NumbersOf(state, task).Count == 0 || Cancellation.IsGone(state, task);
}
