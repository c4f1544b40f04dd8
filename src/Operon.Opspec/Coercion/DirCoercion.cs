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
        if (Check(literal, "") is { } error) return error;
        if (!evaluation.Files.CreateDirectory().TryGet(out var root, out error)) return error;
        return Fill(root, literal, evaluation) is { } failed ? failed : new DirValue(root, literal.Secrets);
    }

    private static Diagnostic? Check(ObjectValue literal, string path)
    {
        foreach (var (name, child) in literal.Properties)
        {
            var childPath = $"{path}/{name.ToString().Trim('/')}";
            if (name.ToString().Split('/').Contains(".."))
            {
                return new Diagnostic(CoercionRules.NotADirectoryLiteral, $"'{name}' leaves the directory that is made") { Expected = "a name or path without '..'" };
            }

            if (name.Span.Contains((byte)0)) return new Diagnostic(CoercionRules.NotADirectoryLiteral, $"'{name}' holds a zero byte and cannot be a file name");
            if (child is not ObjectValue entry)
            {
                return new Diagnostic(CoercionRules.NotADirectoryLiteral, $"'{childPath.TrimStart('/')}' is {ValueText.WithArticle(child.Kind)}, not a file or directory")
                {
                    Expected = "{ data: text } for a file, an object of entries for a directory",
                };
            }

            if (!IsFile(entry))
            {
                if (Check(entry, childPath) is { } inner) return inner;
            }
            else if (entry.Properties["data"] is not StringValue and var data)
            {
                return new Diagnostic(CoercionRules.NotADirectoryLiteral, $"'data' of '{childPath.TrimStart('/')}' is {ValueText.WithArticle(data.Kind)}")
                {
                    Expected = "a string",
                    Fix = "put quotes around it",
                };
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
