using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Coercion;

/// <summary>Reads files for coercions.</summary>
internal static class FileContent
{
    /// <summary>The content of the file as text that is as secret as the file is.</summary>
    public static Result<StringValue> Read(FileValue file, Evaluation evaluation) =>
        evaluation.Files.Read(file.Location).TryGet(out var content, out var error)
            ? new StringValue(content, file.Secrets)
            : file.IsSecret ? new Diagnostic(error.Rule, $"file {file} cannot be read") : error;
}
