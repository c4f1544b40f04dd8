using Operon.Cli.Help;

namespace Operon.Cli.Completion;

/// <summary>What <c>help</c> can tell about: commands and, in the first place, topics.</summary>
internal static class TopicCandidates
{
    public static IEnumerable<Candidate> Find(string word, CompletionContext context)
    {
        if (context.Arguments.Count == 0) return CommandLine.Visible.Select(c => new Candidate(c.Name, c.Description)).Concat(HelpTopics.All.Select(t => new Candidate(t.Name, t.Description)));
        var command = CommandLine.Root(context.Arguments, context.Surroundings).Subcommands.FirstOrDefault(c => c.Name == context.Arguments[0]);
        return context.Arguments.Count == 1 && command is not null ? command.Subcommands.Where(c => !c.Hidden).Select(c => new Candidate(c.Name, c.Description)) : [];
    }
}
