using Operon.Starlark.Execution;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>What a function is known by in documents (releases, section 1.9): its name and where it is defined.</summary>
/// <param name="Name">Its name; <c>lambda</c> where it has none.</param>
/// <param name="Position">The file as it was loaded, line and column: <c>./lib.star:6:1</c>.</param>
public sealed record FunctionIdentity(string Name, string Position)
{
    /// <summary>As it stands in documents.</summary>
    public JsonObject ToJson() => new(("name", Name), ("pos", Position));

    /// <summary>Reads it.</summary>
    /// <returns>Null for what is no identity.</returns>
    public static FunctionIdentity? Of(JsonValue? json) => (json?["name"]?.AsText, json?["pos"]?.AsText) is ({ } name, { } position) ? new(name, position) : null;

    /// <summary>The key under which the release document lists it.</summary>
    public override string ToString() => $"{Name}/{Position}";

    internal static FunctionIdentity Of(Function function) => new(function.Name, $"{function.File}:{function.Position}");
}
