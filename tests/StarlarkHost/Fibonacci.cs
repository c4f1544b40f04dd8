using Operon.Starlark.Values;

namespace StarlarkHost;

/// <summary>The numbers of Fibonacci, without an end.</summary>
internal sealed class Fibonacci : StarlarkObject, IIterable
{
    public override string TypeName => "fibonacci";

    public StarlarkIterator Iterate() => new Walk();

    private sealed class Walk : StarlarkIterator
    {
        private Value next = Value.FromInt(0);
        private Value afterwards = Value.FromInt(1);

        public override bool Next(out Value element)
        {
            element = next;
            (next, afterwards) = (afterwards, Operators.Add(next, afterwards));
            return true;
        }
    }
}
