using System.Runtime.Versioning;
using Operon.Containers.Images.Registries;
using Operon.Host.Credentials;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>Brings images from registries into a store. Safe for concurrent use.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ImagePuller : IDisposable
{
    private const string Moving = "latest";
    private readonly ImageStore store;
    private readonly ICredentialSource credentials;
    private readonly Lazy<RegistryClient> client;

    /// <summary>Makes a puller; nothing is connected yet.</summary>
    /// <param name="store">Where images go.</param>
    /// <param name="credentials">Knows the logins of registries.</param>
    /// <param name="environment">Looks a variable of the request up, for proxies; null when it is not set.</param>
    /// <param name="time">The clock.</param>
    public ImagePuller(ImageStore store, ICredentialSource credentials, Func<string, string?> environment, TimeProvider time)
    {
        this.store = store;
        this.credentials = credentials;
        client = new Lazy<RegistryClient>(() => new RegistryClient(environment, time));
    }

    /// <summary>
    /// The image to run: a tag other than <c>latest</c>, or a digest, that is here is not asked for; else the registry is asked, and
    /// when it does not give an answer at once, what is here counts.
    /// </summary>
    /// <param name="request">Which image.</param>
    /// <param name="warn">Is told when what is here is used although the registry should have been asked.</param>
    /// <param name="progress">Is told how far it is; null when nobody wants to know.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Result<Image>> GetAsync(PullRequest request, Action<Diagnostic> warn, IPullProgress? progress, CancellationToken cancellationToken)
    {
        var reference = request.Reference;
        var local = await store.FindAsync(reference, request.Platform, cancellationToken);
        if (reference.Registry.Length == 0 || (local.IsOk && (reference.Digest is not null || reference.Tag != Moving))) return local;

        var pulled = await PullAsync(request, local.IsOk ? local.Value : null, progress, cancellationToken);
        if (pulled.IsOk || !local.IsOk) return pulled;
        warn(new Diagnostic(ImageRules.LocalCopyUsed, $"the registry could not be asked for {reference}; the one that is here is used: {pulled.Error!.Message}")
        {
            Fix = "a tag other than latest, or a digest, is not asked for once it is here",
        });
        return local;
    }

    /// <summary>Asks the registry, and fetches what is not here.</summary>
    /// <param name="request">Which image.</param>
    /// <param name="progress">Is told how far it is; null when nobody wants to know.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Result<Image>> PullAsync(PullRequest request, IPullProgress? progress, CancellationToken cancellationToken) => PullAsync(request, null, progress, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (client.IsValueCreated) client.Value.Dispose();
    }

    private async Task<Result<Image>> PullAsync(PullRequest request, Image? here, IPullProgress? progress, CancellationToken cancellationToken)
    {
        var reference = request.Reference;
        if (reference.Registry.Length == 0) return new Diagnostic(ImageRules.NotFound, $"{reference} names no registry") { Expected = "registry/repository:tag, or an image name of Docker Hub" };
        if (!RegistryEndpoint.Of(reference).TryGet(out var endpoint, out var failure)) return failure;
        var login = request.Login;
        if (login is null && !(await credentials.FindAsync(endpoint.Resource, cancellationToken)).TryGet(out login, out failure)) return failure;

        // With a copy at hand nobody waits for a registry that has problems.
        var content = new RegistryContent(client.Value, endpoint, login, isPatient: here is null) { Progress = progress };
        var wanted = reference.Digest?.ToString() ?? reference.Tag!;
        if (here is not null)
        {
            if (!(await content.AskAsync(wanted, cancellationToken)).TryGet(out var now, out failure)) return failure;
            if (now is { } digest && store.Meaning(reference) == digest) return here;
        }

        if (!(await content.FindAsync(wanted, cancellationToken)).TryGet(out var manifest, out failure)) return failure;
        return await store.TakeInAsync(content, manifest, request, progress, cancellationToken);
    }
}
