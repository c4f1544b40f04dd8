namespace Operon.Starlark.Values;

/// <summary>What <c>type(x)</c> says of every value.</summary>
internal static class TypeNames
{
    public static string Of(Value value) => value.Reference switch
    {
        string => "string",
        Tag tag => tag.Kind switch
        {
            ValueKind.None => "NoneType",
            ValueKind.Bool => "bool",
            ValueKind.Int => "int",
            _ => "float",
        },
        StarlarkObject other => other.TypeName,
        _ => "unset",
    };
}
