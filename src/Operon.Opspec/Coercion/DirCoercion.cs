using System.Collections.Immutable;
using System.Text.Unicode;
using Operon.Content.Locations;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Coercion;

/// <summary>
/// Turns values into directories (specification, section 1.5). An object is a directory literal: a child with the single key
/// <c>data</c> is a file, any other object a sub-directory.
/// </summary>
public static class DirCoercion
{
    /// <summary>The value as directory; a directory stays the same directory.</summary>
    public static Result<DirValue> Coerce(Value value, Evaluation evaluation)
    {
        if (value is DirValue dir) return dir;
        if (value is not ObjectValue literal) return CoercionRules.From(value, ValueKind.Dir);
        if (IsFile(literal))
        {
            return new Diagnostic(CoercionRules.NotADirectoryLiteral, "'data' alone describes a file, not a directory")
            {
                Expected = "names of files and directories, such as { name.txt: { data: text } }",
            };
        }

        // Everything is looked at before anything is made, so that a refused literal leaves no half of it.
        if (Check(literal, [], []) is { } error) return literal.IsSecret ? error with { Message = $"{literal} does not describe a directory" } : error;
        if (!evaluation.Files.CreateDirectory(literal.IsSecret).TryGet(out var root, out error)) return error;
        return Fill(root, literal, evaluation) is { } failed ? (literal.IsSecret ? new Diagnostic(failed.Rule, $"the directory of {literal} cannot be made") : failed) : new DirValue(root, literal.Secrets);
    }

    private const int LongestPath = 4095;

    // Entries are known by their whole path, because keys are paths too and two of them may meet.
    private static Diagnostic? Check(ObjectValue literal, ImmutableArray<string> above, Dictionary<string, bool> isFile)
    {
        foreach (var (name, child) in literal.Properties)
        {
            if (CheckName(name) is { } badName) return badName;
            var path = above.AddRange(name.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries).Where(n => n != "."));
            var childPath = string.Join('/', path);
            if (child is not ObjectValue entry)
            {
                return new Diagnostic(CoercionRules.NotADirectoryLiteral, $"'{childPath}' is {ValueText.WithArticle(child.Kind)}, not a file or directory")
                {
                    Expected = "{ data: text } for a file, an object of entries for a directory",
                };
            }

            if (CheckPlace(path, IsFile(entry), isFile) is { } taken) return taken;
            if (!IsFile(entry))
            {
                if (Check(entry, path, isFile) is { } inner) return inner;
            }
            else if (entry.Properties["data"] is not StringValue and var data)
            {
                return new Diagnostic(CoercionRules.NotADirectoryLiteral, $"'data' of '{childPath}' is {ValueText.WithArticle(data.Kind)}")
                {
                    Expected = "a string",
                    Fix = "put quotes around it",
                };
            }
        }

        return null;
    }

    private static Diagnostic? CheckName(ByteString name)
    {
        var problem = name.Span.Contains((byte)0) ? "holds a zero byte and cannot be a file name"
            : name.Length > LongestPath ? "is too long for a path"
            : !Utf8.IsValid(name.Span) ? "is not UTF-8 and cannot be a file name"
            : name.ToString().Split('/').Contains("..") ? "leaves the directory that is made"
            : null;
        return problem is null ? null : new Diagnostic(CoercionRules.NotADirectoryLiteral, $"'{ValueText.Excerpt(name.ToString())}' {problem}") { Expected = "a name or path without '..'" };
    }

    private static Diagnostic? CheckPlace(ImmutableArray<string> path, bool file, Dictionary<string, bool> isFile)
    {
        if (file && path.IsEmpty) return new Diagnostic(CoercionRules.NotADirectoryLiteral, "a file has no name") { Expected = "a name before { data: text }" };
        for (var length = 1; length <= path.Length; length++)
        {
            var place = string.Join('/', path[..length]);
            var isLast = length == path.Length;
            if (!isFile.TryAdd(place, isLast && file) && (isFile[place] || (isLast && file)))
            {
                return new Diagnostic(CoercionRules.NotADirectoryLiteral, $"'{place}' is described twice") { Expected = "one file or one directory of a name" };
            }
        }

        return null;
    }

    private static Diagnostic? Fill(Location directory, ObjectValue literal, Evaluation evaluation)
    {
        foreach (var (name, child) in literal.Properties)
        {
            var entry = (ObjectValue)child;
            var place = directory.Append(name.ToString());
            if (IsFile(entry))
            {
                var data = (StringValue)entry.Properties["data"];
                if (!evaluation.Files.CreateFileAt(place, data.Text, data.IsSecret || literal.IsSecret).TryGet(out _, out var error)) return error;
            }
            else
            {
                if (!evaluation.Files.CreateDirectoryAt(place).TryGet(out _, out var error)) return error;
                if (Fill(place, entry, evaluation) is { } inner) return inner;
            }
        }

        return null;
    }

    private static bool IsFile(ObjectValue literal) => literal.Properties.Count == 1 && literal.Properties.ContainsKey("data");
}
