using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>A parameter of a function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Default">The value if none is passed; null if one must be, and for what is left over.</param>
public sealed record FunctionParameter(string Name, FunctionParameterKind Kind, Value? Default)
{
    internal static IReadOnlyList<FunctionParameter> Of(Function function)
    {
        var code = function.Code;
        var parameters = new List<FunctionParameter>();
        for (var i = 0; i < code.Parameters; i++)
        {
            var value = i < code.FirstDefault ? default : function.Defaults[i - code.FirstDefault];
            parameters.Add(new FunctionParameter(
                code.Locals[i],
                i < code.Positional ? FunctionParameterKind.Ordinary : FunctionParameterKind.KeywordOnly,
                value.IsUnset ? default(Value?) : value));
        }

        if (code.HasStar) parameters.Add(new FunctionParameter(code.Locals[code.Parameters], FunctionParameterKind.Rest, Default: null));
        if (code.HasStarStar) parameters.Add(new FunctionParameter(code.Locals[code.Parameters + (code.HasStar ? 1 : 0)], FunctionParameterKind.RestByName, Default: null));
        return parameters;
    }
}
