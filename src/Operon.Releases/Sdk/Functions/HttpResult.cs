using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary>What a server answered: a struct that can also be read like a dict, as older files do (releases, section 2.4).</summary>
internal sealed class HttpResult(StarlarkStruct fields) : StarlarkObject, IHasAttributes, IMapping
{
    private StarlarkStruct fields = fields;

    public override string TypeName => fields.TypeName;

    public IEnumerable<string> AttributeNames => fields.AttributeNames;

    public bool TryGetAttribute(string name, out Value value) => fields.TryGetAttribute(name, out value);

    public bool TryGet(in Value key, out Value value)
    {
        value = default;
        return key.TryGetString(out var name) && fields.TryGetAttribute(name, out value);
    }

    public override string ToString() => fields.ToString();

    public override void Freeze(Freezer freezer) => freezer.Add(fields);

    public override StarlarkObject NewCopy() => new HttpResult(fields);

    public override void FillCopy(StarlarkObject original, Fork fork) => fields = (StarlarkStruct)fork.Add(((HttpResult)original).fields);
}
