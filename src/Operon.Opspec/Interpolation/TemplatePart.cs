namespace Operon.Opspec.Interpolation;

/// <summary>A piece of a template.</summary>
internal abstract class TemplatePart;
