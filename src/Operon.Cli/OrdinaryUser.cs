using System.Collections;
using Operon.Host.Linux;
using Operon.Text.Diagnostics;

namespace Operon.Cli;

/// <summary>Whoever is not root runs containers in a user namespace.</summary>
internal static class OrdinaryUser
{
    /// <summary>Goes on when this process is root. Otherwise it begins anew in a user namespace, and comes back only when it cannot.</summary>
    /// <param name="arguments">What the program was given.</param>
    public static Diagnostic? Prepare(string[] arguments)
    {
        if (UserNamespace.IsRoot) return null;
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string)v.Value!, StringComparer.Ordinal);

        // The first word of the command line is another one then.
        environment["OPERON_NAME"] = ProgramName.Find();
        return UserNamespace.Enter(Environment.ProcessPath!, arguments, environment);
    }
}
