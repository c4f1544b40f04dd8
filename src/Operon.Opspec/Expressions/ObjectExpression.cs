using System.Collections.Immutable;
using Operon.Opspec.Coercion;
using Operon.Opspec.Interpolation;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Expressions;

/// <summary>
/// An object literal. Keys are interpolated; a key without a value stands for the variable of that name; a file becomes its
/// content, and directories and sockets are refused, so that an object is always plain data.
/// </summary>
public sealed class ObjectExpression : Expression
{
    private readonly ImmutableArray<ObjectExpressionEntry> entries;

    internal ObjectExpression(MappingNode mapping)
        : this(mapping, [.. mapping.Entries.Select(e => new ObjectExpressionEntry(Template.Parse(e.Key), e, ValueOf(e)))])
    {
    }

    internal ObjectExpression(MappingNode mapping, ImmutableArray<ObjectExpressionEntry> entries)
        : base(mapping) => this.entries = entries;

    /// <summary>The keys as written and what they stand for.</summary>
    public IEnumerable<(string Key, Expression Value)> Entries => entries.Select(e => (e.Entry.Key, e.Value));

    /// <summary>Whether a key stands in the file as it is, so that it tells nothing of a secret.</summary>
    public bool IsWritten(ByteString key) => entries.Any(e => e.Key.Constant == key);

    /// <inheritdoc/>
    public override Result<Value> Evaluate(Evaluation evaluation)
    {
        var properties = ImmutableSortedDictionary.CreateBuilder<ByteString, Value>();
        SecretNames secrets = default;
        foreach (var (keyTemplate, entry, expression) in entries)
        {
            if (!keyTemplate.Evaluate(evaluation).TryGet(out var key, out var error)) return error.At(entry.KeySpan);
            if (!expression.Evaluate(evaluation).TryGet(out var value, out error)) return error;
            if (value is DirValue or SocketValue)
            {
                return new Diagnostic(ReferenceRules.NotInObject, $"'{entry.Key}' is {ValueText.WithArticle(value.Kind)}, which cannot be a property of an object", expression.Span)
                {
                    Fix = value is DirValue ? "name a file of the directory" : null,
                };
            }

            if (value is FileValue file)
            {
                if (!StringCoercion.Coerce(file, evaluation).TryGet(out var content, out error)) return error.At(expression.Span);
                value = content;
            }

            properties[key.Text] = value;
            secrets = secrets.With(value.Secrets).With(key.Secrets);
        }

        return Bounded(new ObjectValue(properties.ToImmutable(), secrets));
    }

    /// <inheritdoc/>
    public override IEnumerable<Expression> Descendants() => [this, .. entries.SelectMany(e => e.Value.Descendants())];

    private static Expression ValueOf(MappingEntry entry) =>
        entry.Value is ScalarNode { Kind: ScalarKind.Null } ? Shorthand(entry) : From(entry.Value);
}
