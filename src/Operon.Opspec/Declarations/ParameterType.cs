namespace Operon.Opspec.Declarations;

/// <summary>The types a parameter can have (specification, section 1.2).</summary>
public enum ParameterType
{
    /// <summary><c>array</c>.</summary>
    Array,

    /// <summary><c>boolean</c>.</summary>
    Boolean,

    /// <summary><c>dir</c>.</summary>
    Dir,

    /// <summary><c>file</c>.</summary>
    File,

    /// <summary><c>number</c>.</summary>
    Number,

    /// <summary><c>object</c>.</summary>
    Object,

    /// <summary><c>socket</c>.</summary>
    Socket,

    /// <summary><c>string</c>.</summary>
    String,
}
