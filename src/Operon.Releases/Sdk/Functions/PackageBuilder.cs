using System.Collections.Immutable;
using System.Globalization;
using Operon.Releases.Documents;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary>Collects what a package file declares while it runs. What other threads declare is lost.</summary>
internal sealed class PackageBuilder
{
    private const string Id = "task_id";

    private readonly List<(string Id, Value Task)> unlisted = [];
    private readonly Dictionary<string, CodePlace> places = new(StringComparer.Ordinal);
    private readonly List<PhaseDeclaration> phases = [];
    private readonly List<ReleaseEnvironment> environments = [];
    private readonly Dictionary<TaskDeclaration, CodePlace> declarations = new(ReferenceEqualityComparer.Instance);
    private int ids;
    private bool isClosed;

    public ImmutableArray<ReleaseEnvironment> Environments => [.. environments];

    /// <summary>Where a task was declared.</summary>
    public CodePlace PlaceOf(TaskDeclaration task) => declarations.GetValueOrDefault(task);

    /// <summary>Adds an environment.</summary>
    public void Register(StarlarkThread thread, ReleaseEnvironment environment)
    {
        if (Counts(thread)) environments.Add(environment);
    }

    /// <summary>Adds a task.</summary>
    /// <param name="thread">Who declares.</param>
    /// <param name="type">Task or deployment.</param>
    /// <param name="task">What it is.</param>
    /// <returns>What phases list.</returns>
    public StarlarkDict Declare(StarlarkThread thread, string type, StarlarkDict task)
    {
        var id = Interlocked.Increment(ref ids).ToString(CultureInfo.InvariantCulture);
        var declared = JsonBridge.Dict((Id, id), (type, task));
        if (!Counts(thread)) return declared;
        unlisted.Add((id, declared));
        places[id] = CodePlace.Of(thread);
        return declared;
    }

    /// <summary>Adds a phase. Tasks that no phase lists come before, each in one of its own.</summary>
    public void AddPhase(StarlarkThread thread, string name, IReadOnlyList<Value> listed)
    {
        if (!Counts(thread)) return;
        var tasks = listed.Select(Read).ToImmutableArray();
        var listedIds = listed.Select(IdOf).ToHashSet(StringComparer.Ordinal);
        unlisted.RemoveAll(t => listedIds.Contains(t.Id));
        Flush();
        phases.Add(new PhaseDeclaration(name, tasks));
    }

    /// <summary>All phases; nothing is added any more.</summary>
    /// <exception cref="SdkError">An input is a secret that cannot be encrypted.</exception>
    public ImmutableArray<PhaseDeclaration> Close(Surroundings surroundings)
    {
        Flush();
        isClosed = true;
        return [.. phases.Select(p => p with { Tasks = [.. p.Tasks.Select(t => Sealed(t, surroundings))] })];
    }

    private TaskDeclaration Sealed(TaskDeclaration task, Surroundings surroundings)
    {
        var place = PlaceOf(task);
        var inputs = SecretInputs.Of(surroundings, $"{task.Type} '{task.Name}'", task.Inputs, place);
        if (ReferenceEquals(inputs, task.Inputs)) return task;
        var changed = task with { Inputs = inputs };
        declarations[changed] = place;
        return changed;
    }

    private bool Counts(StarlarkThread thread) => !isClosed && RunningCode.Of(thread).Declares;

    private void Flush()
    {
        foreach (var (_, task) in unlisted) phases.Add(new PhaseDeclaration("", [Read(task)]));
        unlisted.Clear();
    }

    private TaskDeclaration Read(Value value)
    {
        if (TaskDeclaration.Of(SdkFunction.Json("a task", value)) is not { } task) throw new SdkError(SdkRules.BadArgument, $"phase: {value} is no task", "what task(…) or deploy(…) returns");
        declarations[task] = IdOf(value) is { } id ? places.GetValueOrDefault(id) : default;
        return task;
    }

    private static string? IdOf(Value task) => task.As<StarlarkDict>() is { } dict && dict.TryGet(Id, out var id) && id.TryGetString(out var text) ? text : null;
}
