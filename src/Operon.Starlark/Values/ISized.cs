namespace Operon.Starlark.Values;

/// <summary>A value with a length: <c>len(x)</c>.</summary>
public interface ISized
{
    /// <summary>How many elements it has.</summary>
    int Count { get; }
}
