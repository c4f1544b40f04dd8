using System.Collections.Immutable;
using System.Net;

using Operon.Releases.Secrets;

namespace Operon.Releases.Sdk;

/// <summary>What configuration files and their functions take from outside.</summary>
/// <param name="Clock">Stamps log lines.</param>
/// <param name="Http">What <c>http.*</c> uses; <see cref="CreateHttp"/> makes one.</param>
/// <param name="Variables">All environment variables; what a shell inherits, and where <c>OCU_CFG_*</c> are looked up.</param>
/// <param name="Secrets">Knows what to hide; <c>secret()</c> adds to it.</param>
public sealed record Surroundings(TimeProvider Clock, HttpMessageInvoker Http, ImmutableSortedDictionary<string, string> Variables, SecretRegistry Secrets)
{
    /// <summary>Whether names of environments may have dashes, which the original refuses.</summary>
    public bool AllowsDashes { get; init; } = true;

    /// <summary>Encrypts what is secret and has to be stored.</summary>
    public SecretVault Vault { get; init; } = new(Variables, null);

    /// <summary>Whether inputs and attributes that hold a secret are encrypted or refused; the original stores them as they are.</summary>
    public bool KeepsSecrets { get; init; } = true;

    /// <summary>Takes a command for the shell that ends what tasks have started, should this process be killed; what it returns takes it back. Null: nobody does.</summary>
    public Func<string, IDisposable>? Entrust { get; init; }

    /// <summary>A client as files expect it: it follows redirects, unpacks what is compressed and has no time limit of its own.</summary>
    public static HttpMessageInvoker CreateHttp() => new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.All,
        MaxAutomaticRedirections = 10,
        UseCookies = false,
    });
}
