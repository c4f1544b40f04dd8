using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Operon.Opspec.Declarations;

/// <summary>The inputs or outputs of an op, in the order of the file, found by name too.</summary>
public sealed class ParameterDeclarations : IReadOnlyList<ParameterDeclaration>
{
    private readonly ImmutableArray<ParameterDeclaration> items;
    private readonly Dictionary<string, ParameterDeclaration> byName;

    /// <summary>Takes parameters with different names.</summary>
    public ParameterDeclarations(ImmutableArray<ParameterDeclaration> items)
    {
        this.items = items;
        byName = new Dictionary<string, ParameterDeclaration>(items.Length, StringComparer.Ordinal);
        foreach (var item in items) byName.Add(item.Name, item);
    }

    /// <summary>No parameters.</summary>
    public static ParameterDeclarations None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public ParameterDeclaration this[int index] => items[index];

    /// <summary>The parameter of that name, or null.</summary>
    public ParameterDeclaration? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The parameter of that name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out ParameterDeclaration? parameter) => byName.TryGetValue(name, out parameter);

    /// <summary>Enumerates without allocating.</summary>
    public ImmutableArray<ParameterDeclaration>.Enumerator GetEnumerator() => items.GetEnumerator();

    IEnumerator<ParameterDeclaration> IEnumerable<ParameterDeclaration>.GetEnumerator() => ((IEnumerable<ParameterDeclaration>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)items).GetEnumerator();
}
