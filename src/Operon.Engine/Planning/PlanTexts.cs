using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Operon.Content.Locations;
using Operon.Engine.Sources;
using Operon.Opspec.Coercion;
using Operon.Opspec.Expressions;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Engine.Planning;

/// <summary>Shows expressions and values as far as they are known.</summary>
internal sealed partial class PlanTexts(PlanFiles files, DisplayPaths paths)
{
    /// <summary>An expression where a text is needed; null when there is none.</summary>
    public PlannedText? Text(Expression? expression, Scope scope) =>
        expression is null ? null : Text(expression.Span.Text.ToString(), expression, scope, e => expression.Evaluate(e).TryGet(out var value, out var error) ? StringCoercion.Coerce(value, e) : error);

    /// <summary>A text that is evaluated; as written where it cannot be told.</summary>
    public PlannedText Text(string written, Expression? expression, Scope scope, Func<Evaluation, Result<StringValue>> evaluate)
    {
        var looked = files.Look(scope, evaluate);
        return looked.Result.TryGet(out var text, out _) ? Show(text, scope) with { Unknown = looked.Unknown } : AsWritten(expression?.Syntax is ScalarNode scalar ? scalar.Text : written, looked.Unknown);
    }

    /// <summary>What is known only when it runs, as the op has it.</summary>
    public static PlannedText AsWritten(string text, ImmutableArray<string> unknown) => new(text) { Unknown = unknown.IsEmpty ? [text] : unknown };

    /// <summary>A value.</summary>
    public PlannedText Show(Value value, Scope scope)
    {
        if (value.IsSecret) return new PlannedText(value.ToString()) { Secrets = value.Secrets.Names };
        return value switch
        {
            DirValue dir => Place(dir.Location, scope),
            FileValue file => Place(file.Location, scope),
            StringValue text => new PlannedText(text.Text.ToString()),
            SocketValue socket => socket.Address.StartsWith('/') ? Place(new LocalLocation(socket.Address), scope) : new PlannedText(socket.Address),
            ArrayValue or ObjectValue => Places(ValueJson.Write(value).ToString(), scope),
            _ => new PlannedText(value.ToString()),
        };
    }

    /// <summary>A file or directory as people know it.</summary>
    public PlannedText Place(Location location, Scope scope)
    {
        if (files.ReferenceTo(location, scope) is { } reference) return new PlannedText(reference) { Unknown = [reference] };
        if (!files.IsCreated(location)) return new PlannedText(paths.Show(location));
        return new PlannedText(Planned().IsMatch(location.ToString()) ? "" : paths.Show(location)) { IsCreated = true };
    }

    // Items of an array that are files stand in its JSON as paths.
    private PlannedText Places(string text, Scope scope)
    {
        var unknown = ImmutableArray.CreateBuilder<string>();
        var shown = Planned().Replace(text, place =>
        {
            if (files.ReferenceTo(new LocalLocation(place.Value), scope) is not { } reference) return "(created)";
            unknown.Add(reference);
            return reference;
        });
        return new PlannedText(shown) { Unknown = unknown.DrainToImmutable() };
    }

    [GeneratedRegex("/dev/null/(?:unknown|created)/[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Planned();
}
