using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Declarations;
using Operon.Opspec.Scopes;

namespace Operon.Opspec.Binding;

/// <summary>What a call would do, as far as it is certain before anything runs; see <see cref="CallInterpreter"/>.</summary>
/// <param name="Call">The call.</param>
/// <param name="Name">Its name, interpolated; a secret shows its parameter. Null when it has none.</param>
public sealed record InterpretedCall(CallDeclaration Call, string? Name)
{
    /// <summary>Whether a condition does not hold, so that nothing else of it was looked at.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>Of a container call: everything it is given.</summary>
    public BoundContainer? Container { get; init; }

    /// <summary>Of an op call: the directory of the callee.</summary>
    public Location? Op { get; init; }

    /// <summary>
    /// Of a loop: what each iteration sees. A <c>serialLoop</c> tells the first alone, because iterations change what the next one
    /// sees; none when it ends before.
    /// </summary>
    public ImmutableArray<Scope> Iterations { get; init; } = [];
}
