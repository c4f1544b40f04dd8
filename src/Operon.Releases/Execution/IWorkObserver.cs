using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Is told what happens. Calls come from several threads at once.</summary>
public interface IWorkObserver
{
    /// <summary>A run has another status.</summary>
    /// <param name="run">Which.</param>
    /// <param name="before">Its status until now.</param>
    /// <param name="status">Its status from now on.</param>
    void StatusChanged(Reference run, string before, string status);

    /// <summary>A run printed a line.</summary>
    void Printed(Reference run, LogLine line);

    /// <summary>A run failed.</summary>
    void Failed(Reference run, Diagnostic why);

    /// <summary>A custom value or an environment has changed.</summary>
    void Updated(Reference document);

    /// <summary>Something went wrong that does not end the command.</summary>
    void Warned(Diagnostic warning);
}
