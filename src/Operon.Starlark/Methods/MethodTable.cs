namespace Operon.Starlark.Methods;

/// <summary>The methods of one type by name.</summary>
internal sealed class MethodTable
{
    private readonly Dictionary<string, BuiltinMethod> _methods;

    public MethodTable(params ReadOnlySpan<BuiltinMethod> methods)
    {
        _methods = new(methods.Length);
        foreach (var method in methods)
            _methods.Add(method.Name, method);
    }

    public IEnumerable<string> Names => _methods.Keys;

    public BuiltinMethod? Find(string name) => _methods.GetValueOrDefault(name);
}
