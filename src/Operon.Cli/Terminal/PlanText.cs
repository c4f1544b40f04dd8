using System.Collections.Immutable;
using System.Globalization;
using Operon.Engine.Planning;
using Operon.Opspec.Binding;

namespace Operon.Cli.Terminal;

/// <summary>A plan for people: a tree of calls, each with what it would be given.</summary>
internal sealed class PlanText(TextWriter output)
{
    /// <summary>Writes the whole plan.</summary>
    public void Write(Plan plan)
    {
        Line(0, $"op {plan.Op.Name} ({plan.Op.Reference})");
        WriteBody(plan.Op, 1);
    }

    private void WriteBody(PlannedOp op, int depth)
    {
        Variables(op.Inputs, depth);
        if (op.Run is { } run) WriteCall(run, depth);
    }

    private void WriteCall(PlannedCall call, int depth)
    {
        var name = call.Name is null ? "" : $"{PlanWords.Line(call.Name.Text)}: ";
        var what = call switch
        {
            { Container: { } container } => $"container {Shown(container.Image)}",
            { Op: { } op } => $"op {op.Reference}",
            _ => call.Kind,
        };
        Line(depth, $"{name}{what}{Needs(call)}{Count(call)}{State(call)}");
        if (call.Container is { } given) WriteContainer(given, depth + 1);
        if (call.Op is { } callee) WriteBody(callee, depth + 1);
        foreach (var child in call.Calls) WriteCall(child, depth + 1);
        if (call.Loop is { } loop) WriteLoop(loop, depth + 1);
    }

    private void WriteLoop(PlannedLoop loop, int depth)
    {
        foreach (var iteration in loop.Iterations)
        {
            Line(depth, PlanWords.Line(iteration.Step) + (iteration.Step == "[*]" ? Each(iteration) : Variables(iteration)));
            WriteCall(iteration.Call, depth + 1);
        }

        if (loop.Count > loop.Iterations.Length) Line(depth, string.Create(CultureInfo.InvariantCulture, $"… {loop.Count - loop.Iterations.Length} more"));
        else if (loop.Count is null && loop.Iterations is not [{ Step: "[*]" }]) Line(depth, "… more, known when it runs");
    }

    private void WriteContainer(PlannedContainer container, int depth)
    {
        if (container.Command is { } words) WriteCommand(words, depth);
        foreach (var (name, value) in container.Environment) Line(depth, $"env {name}={PlanWords.Quoted(value)}");
        foreach (var mount in container.Mounts)
        {
            var noun = mount.Kind switch { BoundMountKind.Directory => "dir", BoundMountKind.File => "file", _ => "socket" };
            Line(depth, $"{noun} {mount.Path}{(mount.Source is { Text.Length: 0, IsCreated: true } ? "" : " from")} {Shown(mount.Source)}");
        }

        if (container.Name is { } host) Line(depth, $"reached as {PlanWords.Line(host.Text)}");
        foreach (var (inside, outside) in container.Ports) Line(depth, $"port {inside} at {outside} of this machine");
        if (container.WorkDir is { } directory) Line(depth, $"starts in {PlanWords.Line(directory.Text)}");
        if (container.Architecture is { } architecture) Line(depth, $"architecture {PlanWords.Line(architecture.Text)}");
        var unknown = new[] { container.Name, container.WorkDir, container.Architecture }.OfType<PlannedText>()
            .Concat(container.Command ?? []).Concat(container.Environment.Select(v => v.Value)).SelectMany(t => t.Unknown).Distinct(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) Line(depth, $"known when it runs: {PlanWords.Line(string.Join(", ", unknown))}");
    }

    // A script keeps its lines, below the words before it.
    private void WriteCommand(ImmutableArray<PlannedText> words, int depth)
    {
        var line = "cmd";
        foreach (var word in words)
        {
            if (!word.Text.AsSpan().TrimEnd('\n').Contains('\n'))
            {
                line += " " + PlanWords.Quoted(word);
                continue;
            }

            if (line.Length > 0) Line(depth, line);
            line = "";
            foreach (var part in PlanWords.Lines(word.Text)) Line(depth + 1, $"| {part}");
        }

        if (line.Length > 0) Line(depth, line.TrimStart());
    }

    private void Variables(ImmutableArray<KeyValuePair<string, PlannedText>> variables, int depth)
    {
        foreach (var (name, value) in variables) Line(depth, $"{name} = {Shown(value)}");
    }

    private static string Variables(PlannedIteration iteration) =>
        iteration.Variables.IsEmpty ? "" : $" {string.Join(", ", iteration.Variables.Select(v => $"{v.Key} = {Shown(v.Value)}"))}";

    private static string Each(PlannedIteration iteration) =>
        iteration.Variables.IsEmpty ? "" : $" {string.Join(", ", iteration.Variables.Select(v => v.Value.Text))} known when it runs";

    private static string Shown(PlannedText text)
    {
        var shown = PlanWords.Line(text.Text);
        if (text.IsCreated) return shown.Length == 0 ? "(created)" : $"{shown} (created)";
        return text.Unknown.IsEmpty ? shown : $"{shown} (known when it runs)";
    }

    private static string Needs(PlannedCall call) => call.Needs.IsEmpty ? "" : $", needs {string.Join(", ", call.Needs)}";

    private static string Count(PlannedCall call) => call.Loop switch
    {
        null => "",
        { Count: null } => ", as often as it turns out",
        { Count: 1 } => ", once",
        { Count: var count } => string.Create(CultureInfo.InvariantCulture, $", {count} times"),
    };

    private static string State(PlannedCall call) => (call.State, call.Op?.Cut is null or PlanCut.None ? call.Cut : call.Op.Cut) switch
    {
        (PlannedState.Skipped, _) => " (skipped: its 'if' does not hold)",
        (PlannedState.NotReached, _) => " (not reached)",
        (PlannedState.Fails, _) => $" (would fail: {PlanWords.Line(call.Problem!.ToString())})",
        (_, PlanCut.Recursion) => " (not expanded: the op calls itself)",
        (_, PlanCut.Depth or PlanCut.Length) => " (not expanded: the plan is too large)",
        (PlannedState.Perhaps, _) => " (whether its 'if' holds is known when it runs)",
        _ when call is { Kind: "op", Op: null } => " (which op is known when it runs)",
        _ => "",
    };

    private void Line(int depth, string text)
    {
        for (var i = 0; i < depth; i++) output.Write("  ");
        output.Write(text);
        output.Write('\n');
    }
}
