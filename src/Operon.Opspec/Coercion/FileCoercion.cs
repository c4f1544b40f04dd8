using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Coercion;

/// <summary>Turns values into files (specification, section 1.5): a new file in the call's scratch that holds the value as text.</summary>
public static class FileCoercion
{
    /// <summary>The value as file; a file stays the same file.</summary>
    public static Result<FileValue> Coerce(Value value, Evaluation evaluation)
    {
        if (value is FileValue file) return file;
        if (value is DirValue or SocketValue or NullValue) return CoercionRules.From(value, ValueKind.File);
        if (!StringCoercion.Coerce(value, evaluation).TryGet(out var text, out var error)) return error;
        return evaluation.Files.CreateFile(text.Text, text.IsSecret).TryGet(out var location, out error) ? new FileValue(location, value.Secrets) : error;
    }
}
