using System.Collections.Immutable;
using System.Globalization;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>One execution of a task or deployment (releases, section 3.5).</summary>
/// <param name="Type">One of <see cref="RunTypes"/>.</param>
/// <param name="Release">The release it belongs to.</param>
/// <param name="Functions">Its chain; the last one is called, or was.</param>
public sealed record RunDocument(string Type, Reference Release, ImmutableArray<RunFunction> Functions)
{
    /// <summary>What came out; JSON's null when nothing did.</summary>
    public JsonValue Output { get; init; } = JsonNull.Instance;

    /// <summary>Prefixes of files whose change asks for a new release; JSON's null when it named none.</summary>
    public JsonValue WatchFiles { get; init; } = JsonNull.Instance;

    /// <summary>Whether it takes a deployment away.</summary>
    public bool IsDown => Type == RunTypes.Down;

    /// <summary>Whether an intent asked for it.</summary>
    public bool IsIntended => Type.Length == 0;

    /// <summary>What it was started with.</summary>
    public RunFunction Entry => Functions[0];

    /// <summary>Reads one.</summary>
    /// <returns>The run; null when there is none.</returns>
    /// <exception cref="StoreFailure">It does not have the shape of one.</exception>
    public static RunDocument? Find(DocumentView state, Reference run)
    {
        if (state.Find(run)?.Body is not { } body) return null;
        var shape = new DocumentShape(run.ToString(), body);
        ImmutableArray<RunFunction> functions = [.. shape.Items("functions").Select(RunFunction.From)];
        if (functions.IsEmpty) throw shape.Wrong("it has no function");
        return new RunDocument(shape.Text("type"), shape.Reference("release"), functions) { Output = shape.Value("output"), WatchFiles = shape.Value("watch_files") };
    }

    /// <summary>The numbers of the runs of a task, ascending.</summary>
    public static IReadOnlyList<int> NumbersOf(DocumentView state, Reference task)
    {
        var start = task + "/";
        return [.. state.Match(ReferencePattern.Escape(start) + "*").Select(r => ReadNumber(r.AsSpan(start.Length))).Where(n => n > 0).Order()];
    }

    /// <summary>The run of a task with a number.</summary>
    public static Reference Of(Reference task, int number) => task.Below(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The task of a run.</summary>
    public static Reference TaskOf(Reference run) => run with { Subpath = run.Subpath[..run.Subpath.LastIndexOf('/')], Fragment = "" };

    /// <summary>Writes a new run that waits, with the next number.</summary>
    /// <returns>Where it is.</returns>
    public static Reference Add(StoreTransaction state, Reference task, RunDocument run, JsonObject marker)
    {
        var number = NumbersOf(state, task) is [.., var last] ? last + 1 : 1;
        var place = Of(task, number);
        state.Set(place, run.ToJson());
        RunStatus.Write(state, place, RunStatus.Pending, marker);
        return place;
    }

    /// <summary>The same run with another last function.</summary>
    public RunDocument WithLast(RunFunction function) => this with { Functions = Functions.SetItem(Functions.Length - 1, function) };

    /// <summary>As it is stored.</summary>
    public JsonObject ToJson() => new(
        ("type", Type),
        ("release", Release.ToString()),
        ("functions", new JsonArray([.. Functions.Select(f => f.ToJson())])),
        ("output", Output),
        ("watch_files", WatchFiles));

    /// <summary>The number of a run among those of its task; 0: it is none.</summary>
    public static int NumberOf(Reference run) => ReadNumber(run.Subpath.AsSpan(run.Subpath.LastIndexOf('/') + 1));

    private static int ReadNumber(ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
