using System.Text;
using Operon.Journal;
using Operon.Runs.Events;
using Operon.Runs.History;

namespace Operon.Runs.Tests.History;

/// <summary>A folder of runs for one test, and runs written into it as the engine writes them.</summary>
internal sealed class RunsFolder : IDisposable
{
    public RunsFolder() => Path = Directory.CreateTempSubdirectory("operon-runs-").FullName;

    public string Path { get; }

    public RunIndex Index => new(Path, TimeProvider.System);

    public string Of(CallId run) => System.IO.Path.Combine(Path, run.ToString());

    public RunFolder Create(CallId run) => RunFolder.Create(Of(run), run.ToString(), TimeProvider.System).Value;

    /// <summary>A run that began, and ended unless the outcome is null.</summary>
    public async Task<CallId> WriteAsync(CallOutcome? outcome = CallOutcome.Succeeded, string op = "./op", TimeProvider? clock = null)
    {
        var id = CallId.Create();
        await using var run = RunFolder.Create(Of(id), id.ToString(), clock ?? TimeProvider.System).Value;
        Append(run, new CallStarted(id, null, "", "op", null, op));
        if (outcome is { } end) Append(run, new CallEnded(id, null, "", "op", op, end) { Error = end == CallOutcome.Failed ? new RecordedError("OPS0515", "it failed", null, null, null, new RecordedError("OPS0516", "the cause", "op.yml:1:2", null, null, null)) : null });
        return id;
    }

    public static void Append(RunFolder run, RunEvent happened) => run.Append(RunEventJson.Write(happened)).Error.ShouldBeNull();

    public static void Write(RunFolder run, CallId call, OutputKind kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var range = run.Output(call.ToString()).Write(kind == OutputKind.Stdout ? OutputStream.Stdout : OutputStream.Stderr, bytes).Value;
        Append(run, new OutputWritten(call, kind, range.Offset, bytes.Length));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
