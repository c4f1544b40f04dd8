using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Jobs;

/// <summary>What can be said to a service in the log of its job, each a line without its end; empty for what it does not know.</summary>
internal interface IJobWords
{
    /// <summary>From here on nothing in the log is for the service.</summary>
    string Suspend();

    /// <summary>From here on lines may be for the service again.</summary>
    string Resume();

    /// <summary>What follows can be folded away.</summary>
    /// <param name="name">A name of letters and digits that no other group of the log has.</param>
    /// <param name="title">What is seen then, in one line.</param>
    /// <param name="at">When it began.</param>
    string Begin(string name, string title, DateTimeOffset at);

    /// <summary>The end of that.</summary>
    string End(string name, DateTimeOffset at);

    /// <summary>Something to be shown where people look first, and at its place in the source.</summary>
    string Notice(Diagnostic diagnostic);
}
