using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Engine.Sources;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Files;
using Operon.Opspec.Interpolation;
using Operon.Opspec.References;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Engine.Validation;

/// <summary>Checks references against the names that can be in scope and the files that are in the op.</summary>
/// <param name="op">The op they stand in.</param>
/// <param name="files">Its files.</param>
/// <param name="directories">The variables that are certain to be directories.</param>
/// <param name="problems">What is wrong with them.</param>
internal sealed class ReferenceChecker(LoadedOp op, IOpFiles files, ImmutableHashSet<string> directories, DiagnosticBag problems)
{
    public void Check(PredicateDeclaration predicate, ImmutableHashSet<string> names)
    {
        // What exists and notExists ask for need not be there.
        foreach (var operand in predicate.Operands) Check(operand, names);
    }

    public void Check(Expression? expression, ImmutableHashSet<string> names)
    {
        if (expression is null) return;
        foreach (var part in expression.Descendants())
        {
            if (part is TextExpression { Template: var template })
            {
                Check(template, part.Span, names);
                CheckText(template, part.Span);
            }
        }
    }

    public void CheckText(string text, SourceSpan span, ImmutableHashSet<string> names)
    {
        if (text.StartsWith("$(", StringComparison.Ordinal)) Check(Template.Parse(text), span, names);
    }

    /// <summary>Checks a name that stands for the variable of that name.</summary>
    public void CheckName(string name, SourceSpan span, ImmutableHashSet<string> names)
    {
        if (names.Contains(name)) return;
        problems.Add(Never(name, span, names));
    }

    private void Check(Template template, SourceSpan span, ImmutableHashSet<string> names)
    {
        foreach (var text in template.PlainReferences)
        {
            var place = ReferenceSpan.Find(span, text);
            if (!Reference.Parse(text).TryGet(out var reference, out var error)) problems.Add(error.At(place) with { Severity = DiagnosticSeverity.Warning });
            else if (reference.Root == ReferenceRoot.Variable) CheckVariable(reference, place, names);
            else CheckFile(reference, place);
        }
    }

    // A directory has no text, so a text of more than one reference cannot be made of one.
    private void CheckText(Template template, SourceSpan span)
    {
        if (template.IsSingleReference) return;
        foreach (var text in template.PlainReferences)
        {
            if (!Reference.Parse(text).TryGet(out var reference, out _) || !IsDirectory(reference)) continue;
            problems.Add(new Diagnostic(ValidationRules.DirectoryInText, $"$({text}) is a directory, which cannot be put into a text", ReferenceSpan.Find(span, text))
            {
                Fix = $"write the path of a file in it inside of the parentheses, such as $({text.TrimEnd('/')}/file)",
            });
        }
    }

    private bool IsDirectory(Reference reference) => reference.Root == ReferenceRoot.Variable
        ? reference.Accessors.Length == 0 && directories.Contains(reference.Name)
        : files.Find(LocationOf(reference)) == EntryKind.Directory;

    private void CheckVariable(Reference reference, SourceSpan place, ImmutableHashSet<string> names)
    {
        var name = reference.Name;
        if (names.Contains(name)) return;
        foreach (var accessor in reference.Accessors.TakeWhile(a => a.Kind == AccessorKind.Property))
        {
            name = $"{name}.{accessor.Text}";
            if (names.Contains(name)) return;
        }

        problems.Add(Never(reference.Name, place, names));
    }

    private void CheckFile(Reference reference, SourceSpan place)
    {
        var location = LocationOf(reference);
        if (files.Find(location) != EntryKind.None) return;
        problems.Add(new Diagnostic(ValidationRules.MissingFile, $"'{reference.Text}' leads to nothing: {location} does not exist", place));
    }

    private Location LocationOf(Reference reference)
    {
        var root = reference.Root == ReferenceRoot.OpParent ? op.Directory.Append("..") : op.Directory;
        return reference.Accessors is [var path] ? root.Append(path.Text) : root;
    }

    private static Diagnostic Never(string name, SourceSpan place, ImmutableHashSet<string> names) =>
        new(ValidationRules.NeverInScope, $"'{name}' is not in scope here", place)
        {
            Expected = names.IsEmpty ? null : $"one of: {string.Join(", ", names.Order(StringComparer.Ordinal).Take(20))}{(names.Count > 20 ? ", …" : "")}",
            Fix = Suggestion.For(name, names) is { } near ? $"write '{near}'" : $"declare an input '{name}', or write \\$( if the text itself is meant",
        };
}
