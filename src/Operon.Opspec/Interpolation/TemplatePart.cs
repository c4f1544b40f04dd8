namespace Operon.Opspec.Interpolation;

/// <summary>A piece of a template.</summary>
internal abstract class TemplatePart
{
    /// <summary>The piece as messages show it.</summary>
    public abstract string Written { get; }
}
