using System.Text;

namespace Operon.Cli.Completion;

/// <summary>
/// <c>complete SHELL …</c>, which the scripts of <c>completion</c> call with what is typed. It prints candidates for that shell, and says
/// nothing else whatever happens: its output stands in the line that is being typed.
/// </summary>
internal static class CompleteCommand
{
    public const string Name = "complete";

    // Twice this is what somebody takes for a hang.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Prints the candidates.</summary>
    /// <param name="words">The shell, and what it gives.</param>
    /// <param name="surroundings">Where.</param>
    public static int Run(ReadOnlySpan<string> words, Surroundings surroundings)
    {
        var text = new StringBuilder();
        switch (words)
        {
            case ["bash", var line, var breaks]: ForBash(line, breaks); break;
            case ["zsh", "--", .. var before, var word]: ForZsh(Find(before.ToArray(), word, isDescribed: true)); break;
            case ["fish", "--", .. var before, var token]: ForTabs(Find(before.ToArray(), ShellLine.Parse(token, "").Word, isDescribed: true)); break;

            // Old versions of PowerShell lose empty words, so each has a colon in front.
            case ["pwsh", "--", .. var before, var word]: ForTabs(Find([.. before.ToArray().Select(w => w[1..])], word[1..], isDescribed: true)); break;
            default: return 1;
        }

        surroundings.Output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        surroundings.Output.Flush();
        return 0;

        IEnumerable<Candidate> Find(string[] before, string word, bool isDescribed) =>
            Completer.Complete(before, word, new CompletionContext(surroundings, isDescribed, new Deadline(surroundings.Clock, Patience)));

        // Bash gives the line. A word as it takes it is only a part of one where that has '=' or ':' in it, and that part is what it replaces.
        void ForBash(string line, string breaks)
        {
            var typed = ShellLine.Parse(line, breaks);
            if (typed.Before.Count == 0) return;
            var found = Find([.. typed.Before.Skip(1)], typed.Word, isDescribed: false).ToList();
            text.Append(found is [{ IsWhole: false }] ? "part\n" : "whole\n");
            foreach (var candidate in found) text.Append(typed.Quoted(candidate.Value)).Append('\n');
        }

        // In loops: what LINQ and strings would do here is compiled at each start.
        void ForZsh(IEnumerable<Candidate> found)
        {
            var all = found.ToList();
            var width = 0;
            foreach (var candidate in all) width = candidate.Description is { Length: > 0 } && candidate.Value.Length > width ? candidate.Value.Length : width;
            foreach (var candidate in all)
            {
                text.Append(candidate.IsWhole ? 'w' : 'p').Append(candidate.Value).Append('\t').Append(candidate.Value);
                if (candidate.Description is { Length: > 0 } said)
                {
                    for (var i = candidate.Value.Length; i < width; i++) text.Append(' ');
                    text.Append("  -- ").Append(said);
                }

                text.Append('\n');
            }
        }

        void ForTabs(IEnumerable<Candidate> found)
        {
            foreach (var candidate in found) text.Append(candidate.Value).Append('\t').Append(candidate.Description).Append('\n');
        }
    }
}
