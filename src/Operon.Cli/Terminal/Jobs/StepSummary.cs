using System.Text;
using Operon.Host.Files;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Jobs;

/// <summary>What stands on the page of a GitHub job: a few lines of Markdown, in which nothing that others named is markup.</summary>
internal static class StepSummary
{
    private const string Variable = "GITHUB_STEP_SUMMARY";
    private const int LongestText = 1000;
    private const int MostNotes = 20;

    /// <summary>Appends it to the file that the job names, if it does and the file is there.</summary>
    /// <param name="conclusion">How the run ended.</param>
    /// <param name="op">The op.</param>
    /// <param name="took">How long it took, for people.</param>
    /// <param name="surroundings">Names the file.</param>
    public static void Append(RunConclusion conclusion, string op, string took, Surroundings surroundings)
    {
        if (surroundings.Variable(Variable) is not { Length: > 0 } file || !File.Exists(file)) return;
        try
        {
            File.AppendAllText(file, Text(conclusion, op, took));
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            DiagnosticPrinter.Print(FileFailure.From("write", file, e) with { Severity = DiagnosticSeverity.Warning }, surroundings);
        }
    }

    private static string Text(RunConclusion conclusion, string op, string took)
    {
        var text = new StringBuilder();
        text.Append(conclusion.Result == "succeeded" ? "✅ " : "❌ ").Append(Code(op)).Append(' ').Append(conclusion.Result).Append(" after ").Append(took);
        if (conclusion.Run is { Length: >= 8 } run) text.Append(" (run ").Append(Code(run[..8])).Append(')');
        text.Append("\n\n");
        foreach (var error in conclusion.Errors)
        {
            var root = error;
            while (root.Cause is { } cause) root = cause;
            var lines = new List<string> { $"{(root.Position is null ? "" : $"{root.Position}: ")}{root.Code}: {root.Message}" };
            if (root.Expected is { } expected) lines.Add($"  expected: {expected}");
            if (root.Fix is { } fix) lines.Add($"  fix: {fix}");
            lines.AddRange(root.Notes.SelectMany(n => n.Split('\n')).Take(MostNotes).Select(n => $"  {n}"));
            text.Append(Block(lines));
        }

        return text.ToString();
    }

    private static string Code(string name)
    {
        var shown = VisibleText.Of(name, LongestText);
        var fence = Fence(shown, 1);
        return $"{fence} {shown} {fence}";
    }

    private static string Block(IEnumerable<string> lines)
    {
        var shown = string.Join('\n', lines.Select(l => VisibleText.Of(l, LongestText)));
        var fence = Fence(shown, 3);
        return $"{fence}text\n{shown}\n{fence}\n\n";
    }

    // Longer than any in what it is around.
    private static string Fence(string text, int least)
    {
        var (longest, length) = (0, 0);
        foreach (var c in text)
        {
            length = c == '`' ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }

        return new string('`', Math.Max(least, longest + 1));
    }
}
