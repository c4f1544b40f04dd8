namespace Operon.Text.Diagnostics;

/// <summary>How bad it is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth a look; nothing fails because of it unless asked to.</summary>
    Warning,

    /// <summary>The thing it speaks of cannot be used.</summary>
    Error,
}
