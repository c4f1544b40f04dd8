using System.Collections.Immutable;
using Operon.Cli.Terminal;
using Operon.Content.Locations;
using Operon.Text.Diagnostics;

namespace Operon.Cli;

/// <summary>What a command takes from the process it runs in; nothing else reads it.</summary>
internal sealed record Surroundings
{
    public required string ProgramName { get; init; }

    public required string WorkingDirectory { get; init; }

    public required Func<string, string?> Variable { get; init; }

    public required Stream Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>How diagnostics look on <see cref="Error"/>.</summary>
    public DiagnosticStyle Style { get; init; } = DiagnosticStyle.Plain;

    /// <summary>Is told of each diagnostic that was shown; null where nobody needs to be.</summary>
    public Action<Diagnostic>? Notice { get; init; }

    /// <summary>Gives the lines that are typed at a prompt.</summary>
    public Func<LinePrompt, TypedLine> ReadLine { get; init; } = _ => default;

    public required TimeProvider Clock { get; init; }

    /// <summary>Opens standard input; the same each time.</summary>
    public Func<Stream> Input { get; init; } = () => Stream.Null;

    /// <summary>Whether somebody reads along: standard output is a terminal.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether somebody types along: standard input is a terminal.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Whether the program was started under the name of opctl, whose exit codes and defaults count then.</summary>
    public bool IsOpctl => ProgramName == "opctl";

    /// <summary>All environment variables.</summary>
    public Func<ImmutableSortedDictionary<string, string>> Variables { get; init; } = () => ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether the program was started under the name of Ocuroot, whose exit codes and defaults count then.</summary>
    public bool IsOcuroot => ProgramName == "ocuroot";

    /// <summary>Makes an ordinary user one who can run containers, or tells why that is not possible.</summary>
    public Func<Diagnostic?> PrepareForContainers { get; init; } = () => null;

    public LocalLocation WorkingLocation => new(WorkingDirectory);

    public string? Home => Variable("HOME") is { Length: > 0 } home ? home : null;
}
