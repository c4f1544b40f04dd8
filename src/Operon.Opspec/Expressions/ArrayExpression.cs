using System.Collections.Immutable;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Expressions;

/// <summary>An array literal. Its items keep their types: a file stays a file.</summary>
public sealed class ArrayExpression : Expression
{
    internal ArrayExpression(SequenceNode sequence)
        : this(sequence, [.. sequence.Items.Select(From)])
    {
    }

    internal ArrayExpression(SequenceNode sequence, ImmutableArray<Expression> items)
        : base(sequence) => Items = items;

    /// <summary>The items in order.</summary>
    public ImmutableArray<Expression> Items { get; }

    /// <inheritdoc/>
    public override Result<Value> Evaluate(Evaluation evaluation)
    {
        var items = ImmutableArray.CreateBuilder<Value>(Items.Length);
        SecretNames secrets = default;
        foreach (var item in Items)
        {
            if (!item.Evaluate(evaluation).TryGet(out var value, out var error)) return error;
            items.Add(value);
            secrets = secrets.With(value.Secrets);
        }

        return Bounded(new ArrayValue(items.MoveToImmutable(), secrets, isLiteral: true));
    }

    /// <inheritdoc/>
    public override IEnumerable<Expression> Descendants() => [this, .. Items.SelectMany(i => i.Descendants())];
}
