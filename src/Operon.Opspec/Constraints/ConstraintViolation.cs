namespace Operon.Opspec.Constraints;

/// <summary>One thing about a value that its constraints do not allow. Tells nothing of what is secret.</summary>
/// <param name="Path">Where inside the value, such as <c>.user.name</c> or <c>[2]</c>; empty for the value as a whole.</param>
/// <param name="Keyword">The keyword that was broken, such as <c>minLength</c>; <c>false</c> for the schema that allows nothing.</param>
/// <param name="Message">What is asked for, to be read after the name of the value: <c>must be at least 2, is 1</c>.</param>
public sealed record ConstraintViolation(string Path, string Keyword, string Message)
{
    /// <summary>The path, if any, and the message.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path} {Message}";
}
