using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>A call of a function that is active.</summary>
/// <param name="Function">The function.</param>
/// <param name="Position">Where it is: at the call that goes on.</param>
/// <param name="Locals">Its variables that have a value, parameters first.</param>
public sealed record CallFrame(Function Function, Position Position, IReadOnlyList<KeyValuePair<string, Value>> Locals)
{
    internal static CallFrame Of(Frame frame)
    {
        var names = frame.Function.Code.Locals;
        var locals = new List<KeyValuePair<string, Value>>();
        for (var i = 0; i < names.Length; i++)
        {
            var value = frame.Segment[frame.Base + i];
            if (value.Reference is Cell cell) value = cell.Value;
            if (!value.IsUnset) locals.Add(new(names[i], value));
        }

        return new CallFrame(frame.Function, frame.Position, locals);
    }
}
