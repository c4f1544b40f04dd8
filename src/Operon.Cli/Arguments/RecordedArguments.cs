using System.Collections.Immutable;
using Operon.Engine.Runs;
using Operon.Text;

namespace Operon.Cli.Arguments;

/// <summary>What a run had that is done again.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Texts">Inputs by name, as text.</param>
/// <param name="Lost">Inputs that had a value which is kept nowhere: they are asked for, and no default takes their place.</param>
/// <param name="Made">The folder below which the run made files of its own, which are gone: what gave them gives them again.</param>
internal sealed record RecordedArguments(string Run, ImmutableDictionary<string, ByteString> Texts, ImmutableHashSet<string> Lost, string Made)
{
    /// <summary>What it was asked for besides its inputs.</summary>
    public RecordedOptions Options { get; init; } = RecordedOptions.None;

    /// <summary>The recorded text of an input; null when there is none that counts.</summary>
    public ByteString? Find(string name, bool isPath) =>
        Texts.TryGetValue(name, out var text) && !(isPath && text.ToString().StartsWith(Made + "/", StringComparison.Ordinal)) ? text : default(ByteString?);
}
