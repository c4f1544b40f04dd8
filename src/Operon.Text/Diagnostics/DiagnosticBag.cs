using System.Collections;

namespace Operon.Text.Diagnostics;

/// <summary>Collects the diagnostics of one piece of work, so that all problems are told at once. Not for several threads.</summary>
public sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    private readonly List<Diagnostic> items = [];

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <summary>Whether one of them is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(Diagnostic diagnostic)
    {
        items.Add(diagnostic);
        HasErrors |= diagnostic.Severity == DiagnosticSeverity.Error;
    }

    /// <summary>Adds several.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics) Add(diagnostic);
    }

    /// <summary>The diagnostics in the order of their places in the text; those without a place come first, as added.</summary>
    public IReadOnlyList<Diagnostic> InSourceOrder() =>
        items.Count < 2 ? items : [.. items.Select((d, i) => (d, i)).OrderBy(x => x.d.Span?.Start ?? -1).ThenBy(x => x.i).Select(x => x.d)];

    /// <inheritdoc/>
    public IEnumerator<Diagnostic> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
