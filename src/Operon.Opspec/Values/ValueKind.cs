namespace Operon.Opspec.Values;

/// <summary>The types of the language (specification, section 1.3), and null, which only occurs inside arrays and objects.</summary>
public enum ValueKind
{
    /// <summary>A JSON null inside an array or object.</summary>
    Null,

    /// <summary>A list of values.</summary>
    Array,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A directory, by reference.</summary>
    Dir,

    /// <summary>A file, by reference.</summary>
    File,

    /// <summary>A double.</summary>
    Number,

    /// <summary>Values by name.</summary>
    Object,

    /// <summary>The address of a socket.</summary>
    Socket,

    /// <summary>Text, as bytes.</summary>
    String,
}
