using System.Globalization;
using Operon.Content.Locations;
using Operon.Opspec.Coercion;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Opspec.References;

/// <summary>Follows references to their values (specification, section 1.4.2).</summary>
public static class ReferenceResolver
{
    /// <summary>The value that a reference leads to.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="evaluation">Scope and files.</param>
    /// <param name="missing">What becomes of a variable or path that is not there.</param>
    public static Result<Value> Resolve(Reference reference, Evaluation evaluation, MissingEntry missing = MissingEntry.Fail)
    {
        var directory = evaluation.Scope.OpDirectory;
        if (reference.Root == ReferenceRoot.OpDirectory) return Follow(new DirValue(directory), reference, 0, evaluation, missing);
        if (reference.Root == ReferenceRoot.OpParent) return Follow(new DirValue(directory.Append("..")), reference, 0, evaluation, missing);

        var (value, used) = FindVariable(reference, evaluation.Scope);
        if (value is not null) return Follow(value, reference, used, evaluation, missing);
        return missing == MissingEntry.Fail ? NotInScope(reference, evaluation.Scope) : CreateNew(evaluation.Files, missing);
    }

    /// <summary>The diagnostic for a name that is not in scope, with the nearest one that is.</summary>
    public static Diagnostic NotInScope(Reference reference, Scope scope)
    {
        var near = reference.Secrets.IsEmpty ? Suggestion.For(reference.Name, scope.Names) : null;
        return new Diagnostic(ReferenceRules.NotInScope, $"'{(reference.Secrets.IsEmpty ? reference.Name : reference.Shown)}' is not in scope")
        {
            Expected = scope.Names.Any() ? $"one of: {string.Join(", ", scope.Names.Order(StringComparer.Ordinal))}" : "a variable, but none is in scope here",
            Fix = near is not null
                ? $"write $({near}{reference.Text[reference.Name.Length..]})"
                : $"declare an input '{reference.Show(reference.Name)}', bind it in an earlier call, or write \\$({reference.Shown}) if the text itself is meant",
        };
    }

    // The older dialect allowed dots in names: where 'a' is unknown, 'a.b' may be the name of an input.
    private static (Value? Value, int AccessorsUsed) FindVariable(Reference reference, Scope scope)
    {
        if (scope.Find(reference.Name) is { } plain) return (plain, 0);
        var longest = scope.Names.Select(n => n.Length).DefaultIfEmpty().Max();
        var end = reference.Name.Length;
        for (var i = 0; i < reference.Accessors.Length && reference.Accessors[i].Kind == AccessorKind.Property; i++)
        {
            end += 1 + reference.Accessors[i].Text.Length;
            if (end > longest) break;
            if (scope.Find(reference.Text[..end]) is { } dotted) return (dotted, i + 1);
        }

        return (null, 0);
    }

    private static Result<Value> Follow(Value value, Reference reference, int from, Evaluation evaluation, MissingEntry missing)
    {
        for (var i = from; i < reference.Accessors.Length; i++)
        {
            var accessor = reference.Accessors[i];
            var step = accessor.Kind switch
            {
                AccessorKind.Bracket => Bracket(value, accessor.Text, reference, evaluation),
                AccessorKind.Property => Property(value, accessor.Text, reference, evaluation),
                _ => Entry(value, accessor.Text, reference, evaluation, missing),
            };
            if (!step.TryGet(out var next, out var error)) return error;
            value = next.Marked(value.Secrets);
        }

        return value;
    }

    private static Result<Value> Bracket(Value value, string text, Reference reference, Evaluation evaluation)
    {
        if (ArrayCoercion.Coerce(value, evaluation).TryGet(out var array, out var notAnArray)) return Item(array, text, reference);
        if (ObjectCoercion.Coerce(value, evaluation).TryGet(out var properties, out _)) return PropertyOf(properties, text, reference);
        return new Diagnostic(ReferenceRules.BadIndex, $"'[{reference.Show(text)}]' in '{reference.Shown}' is taken of {ValueText.WithArticle(value.Kind)} that is neither an array nor an object") { Cause = notAnArray };
    }

    private static Result<Value> Item(ArrayValue array, string text, Reference reference)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return new Diagnostic(ReferenceRules.BadIndex, $"'{reference.Show(text)}' in '{reference.Shown}' is not an array index") { Expected = "a whole number in decimal digits; negative counts from the end" };
        }

        var at = index < 0 ? index + array.Items.Length : index;
        if (at < 0 || at >= array.Items.Length)
        {
            return new Diagnostic(ReferenceRules.BadIndex, $"array index {reference.Show(text)} in '{reference.Shown}' is out of range: the array has {Counted(array.Items.Length, "item")}");
        }

        var item = array.Items[(int)at];
        return item is NullValue ? new Diagnostic(ReferenceRules.NullValue, $"item {reference.Show(text)} in '{reference.Shown}' is null") : item;
    }

    private static Result<Value> Property(Value value, string name, Reference reference, Evaluation evaluation)
    {
        if (ObjectCoercion.Coerce(value, evaluation).TryGet(out var properties, out var error)) return PropertyOf(properties, name, reference);
        return new Diagnostic(ReferenceRules.NoProperty, $"'{reference.Show(name)}' in '{reference.Shown}' is taken of {ValueText.WithArticle(value.Kind)} that is no object") { Cause = error };
    }

    private static Result<Value> PropertyOf(ObjectValue properties, string name, Reference reference)
    {
        if (!properties.Properties.TryGetValue(name, out var found))
        {
            var names = properties.Properties.Keys.Select(k => k.ToString()).ToList();
            return new Diagnostic(ReferenceRules.NoProperty, $"the object in '{reference.Shown}' has no property '{reference.Show(name)}'")
            {
                Expected = properties.IsSecret || names.Count == 0 ? null : $"one of: {string.Join(", ", names.Take(20))}{(names.Count > 20 ? ", …" : "")}",
                Fix = !properties.IsSecret && reference.Secrets.IsEmpty && Suggestion.For(name, names) is { } near ? $"write '{near}'" : null,
            };
        }

        return found is NullValue ? new Diagnostic(ReferenceRules.NullValue, $"property '{reference.Show(name)}' in '{reference.Shown}' is null") : found;
    }

    private static Result<Value> Entry(Value value, string path, Reference reference, Evaluation evaluation, MissingEntry missing)
    {
        if (value is not DirValue dir)
        {
            return new Diagnostic(ReferenceRules.NotADirectory, $"'{reference.Show(path)}' in '{reference.Shown}' is a path below {ValueText.WithArticle(value.Kind)}") { Expected = "a directory before the '/'" };
        }

        var isSecret = dir.IsSecret || !reference.Secrets.IsEmpty;
        // The op is trusted with the links in its directory, which is as good as its op.yml; what containers and callers fill is not.
        var location = reference.Root == ReferenceRoot.Variable ? dir.Location.Within(path) : dir.Location.Append(path);
        if (evaluation.Files.Leaving(location) is { } leaving) return isSecret ? leaving with { Message = $"'{reference.Shown}' is, or lies behind, a link that leads out of its directory" } : leaving;
        switch (evaluation.Files.Find(location))
        {
            case EntryKind.Directory: return new DirValue(location);
            case EntryKind.None: break;
            default: return new FileValue(location);
        }

        var files = evaluation.Files;
        switch (missing)
        {
            case MissingEntry.CreateFile: return Told(AsFile(files.CreateFileAt(location, ByteString.Empty, secret: false)));
            case MissingEntry.CreateDirectory: return Told(AsDirectory(files.CreateDirectoryAt(location)));
            default:
                return new Diagnostic(ReferenceRules.NoSuchPath, isSecret ? $"'{reference.Shown}' leads to nothing" : $"'{reference.Shown}' leads to nothing: {location} does not exist");
        }

        // The file system names the path in its own words.
        Result<Value> Told(Result<Value> made) => isSecret && made.Error is { } error ? new Diagnostic(error.Rule, $"what '{reference.Shown}' leads to cannot be made") : made;
    }

    private static Result<Value> CreateNew(IOpFiles files, MissingEntry missing) =>
        missing == MissingEntry.CreateFile ? AsFile(files.CreateFile(ByteString.Empty, secret: false)) : AsDirectory(files.CreateDirectory(secret: false));

    private static Result<Value> AsFile(Result<Location> made) => made.TryGet(out var location, out var error) ? new FileValue(location) : error;

    private static Result<Value> AsDirectory(Result<Location> made) => made.TryGet(out var location, out var error) ? new DirValue(location) : error;

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
