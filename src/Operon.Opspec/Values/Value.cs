using Operon.Content.Locations;
using Operon.Text;

namespace Operon.Opspec.Values;

/// <summary>
/// A value of the language. What each type promises (specification, section 1.3):
/// <list type="bullet">
/// <item><see cref="ArrayValue"/>, <see cref="ObjectValue"/>, <see cref="StringValue"/>, <see cref="NumberValue"/>,
/// <see cref="BooleanValue"/> are copied: nobody sees a change of somebody else's.</item>
/// <item><see cref="DirValue"/>, <see cref="FileValue"/>, <see cref="SocketValue"/> are references to something that can change.</item>
/// <item><see cref="StringValue"/> holds bytes, so a file read into a string and written back is identical.</item>
/// <item><see cref="NullValue"/> occurs only as an item of an array or a property of an object that came from JSON.</item>
/// </list>
/// A value that came from a secret parameter, or was made from one, carries the names of those parameters in
/// <see cref="Secrets"/>; whoever shows or stores a value looks there first.
/// </summary>
public abstract class Value
{
    private protected Value(SecretNames secrets) => Secrets = secrets;

    /// <summary>Its type.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>The secret parameters it was made from; empty for what may be shown.</summary>
    public SecretNames Secrets { get; }

    /// <summary>How many arrays and objects are inside each other, this one included; 0 for what is neither.</summary>
    public virtual int Depth => 0;

    /// <summary>Whether it must not be shown.</summary>
    public bool IsSecret => !Secrets.IsEmpty;

    /// <summary>The same value that is (also) made from <paramref name="secrets"/>.</summary>
    public Value Marked(SecretNames secrets)
    {
        var all = Secrets.With(secrets);
        return all.Equals(Secrets) ? this : Copy(all);
    }

    /// <summary>For people and debuggers; a secret shows its name alone.</summary>
    public override string ToString() => IsSecret ? $"<secret {Secrets}>" : Describe();

    private protected abstract Value Copy(SecretNames secrets);

    private protected abstract string Describe();
}
