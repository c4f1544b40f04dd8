using System.Collections.Immutable;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>A release (releases, section 3.5).</summary>
/// <param name="Commit">The commit it was made of.</param>
/// <param name="Package">What its package file declares, as stored.</param>
public sealed record ReleaseDocument(string Commit, JsonObject Package)
{
    /// <summary>The phases, in their order.</summary>
    public ImmutableArray<PhaseDeclaration> Phases { get; private init; } = ReadPhases(new DocumentShape("package", Package));

    /// <summary>All tasks and deployments, in their order.</summary>
    public IEnumerable<TaskDeclaration> Tasks => Phases.SelectMany(p => p.Tasks);

    /// <summary>Reads one.</summary>
    /// <returns>The release; null when there is none.</returns>
    /// <exception cref="StoreFailure">It does not have the shape of one.</exception>
    public static ReleaseDocument? Find(DocumentView state, Reference release)
    {
        if (state.Find(release)?.Body is not { } body) return null;
        var shape = new DocumentShape(release.ToString(), body);
        return new ReleaseDocument(shape.Text("commit"), shape.Object("package"));
    }

    /// <summary>The globs of which each must match something before a task may start: all tasks of the last phase before that has any.</summary>
    public ImmutableArray<string> DependenciesOf(Reference release, TaskDeclaration task)
    {
        ImmutableArray<TaskDeclaration> before = [];
        foreach (var phase in Phases)
        {
            if (phase.Tasks.Contains(task)) break;
            if (!phase.Tasks.IsEmpty) before = phase.Tasks;
        }

        return [.. before.Select(t => $"{t.In(release)}/*/{RunStatus.Of(RunStatus.Complete)}")];
    }

    /// <summary>As it is stored.</summary>
    public JsonObject ToJson() => new(("commit", Commit), ("package", Package));

    private static ImmutableArray<PhaseDeclaration> ReadPhases(DocumentShape package) =>
        [.. package.Items("phases").Select(PhaseDeclaration.From)];
}
