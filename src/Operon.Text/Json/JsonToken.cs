namespace Operon.Text.Json;

/// <summary>What a <see cref="JsonReader"/> stands on.</summary>
public enum JsonToken
{
    /// <summary>Nothing: before the start, at the end, or at an error.</summary>
    None,

    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary><c>false</c>.</summary>
    False,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A string that is a value.</summary>
    String,

    /// <summary>The key of the value that follows.</summary>
    Key,

    /// <summary><c>[</c>.</summary>
    StartArray,

    /// <summary><c>]</c>.</summary>
    EndArray,

    /// <summary><c>{</c>.</summary>
    StartObject,

    /// <summary><c>}</c>.</summary>
    EndObject,
}
