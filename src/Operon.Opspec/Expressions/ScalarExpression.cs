using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Expressions;

/// <summary>A boolean or number as written, or a null, which has no value.</summary>
public sealed class ScalarExpression : Expression
{
    private readonly Value? value;

    internal ScalarExpression(ScalarNode scalar)
        : this(scalar, scalar.Kind switch
        {
            ScalarKind.Boolean => new BooleanValue(scalar.Boolean),
            ScalarKind.Number => new NumberValue(scalar.Number),
            _ => null,
        })
    {
    }

    internal ScalarExpression(ScalarNode scalar, Value? value)
        : base(scalar) => this.value = value;

    /// <inheritdoc/>
    public override Result<Value> Evaluate(Evaluation evaluation) =>
        value is not null ? value : new Diagnostic(ReferenceRules.NullValue, "null stands where a value is needed", Span) { Fix = "write \"\" for an empty text, or remove the item" };

    /// <inheritdoc/>
    public override IEnumerable<Expression> Descendants() => [this];
}
