using System.Collections.Immutable;
using Operon.Engine.Files;
using Operon.Opspec.Binding;
using Operon.Opspec.Expressions;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Engine.Calls;

/// <summary>
/// The range of a serial loop, which each iteration sees anew (specification, section 1.10): evaluated again only when a variable
/// that it reads was bound again, or a file behind it has changed.
/// </summary>
internal sealed class LoopRange(Expression range, IOpFiles files, TimeProvider clock)
{
    private readonly Dictionary<string, Value?> read = new(StringComparer.Ordinal);
    private WatchedFiles? watched;
    private ImmutableArray<RangeItem> items;

    /// <summary>The items in a scope.</summary>
    public Result<ImmutableArray<RangeItem>> In(Scope scope)
    {
        if (watched is not null && read.All(r => ReferenceEquals(scope.Find(r.Key), r.Value)) && watched.AreUnchanged()) return items;
        read.Clear();
        watched = null;
        var looking = new WatchedFiles(files, clock);
        if (!RangeBinder.Bind(range, new Evaluation(scope.Watched((name, value) => read[name] = value), looking)).TryGet(out items, out var error)) return error;
        watched = looking;
        return items;
    }
}
