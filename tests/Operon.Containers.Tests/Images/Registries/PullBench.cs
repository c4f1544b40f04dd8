using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operon.Containers.Images;
using Operon.Host.Credentials;
using Operon.Testing.Registries;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Tests.Images.Registries;

/// <summary>A folder with stores and layouts, and pullers that know the logins they are given.</summary>
public sealed class PullBench : ICredentialSource, IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("operon-pull-").FullName;

    public ConcurrentQueue<Diagnostic> Warnings { get; } = new();

    public RecordedTime Time { get; } = new();

    /// <summary>What is found for every registry.</summary>
    public Login? Stored { get; set; }

    public ConcurrentDictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public ImageStore Store(string name = "store") => new($"{Folder}/{name}", Time);

    public ImagePuller Puller(ImageStore store) => new(store, this, Environment.GetValueOrDefault, Time);

    public static ImageReference Reference(string text) => ImageReference.Parse(text).Value;

    /// <summary>Pulls, whatever is here already.</summary>
    public async Task<Result<Image>> PullAsync(string reference, Login? login = null, string? platform = null, ImageStore? store = null)
    {
        using var puller = Puller(store ?? Store());
        return await puller.PullAsync(new PullRequest(Reference(reference), platform is null ? null : ImagePlatform.Parse(platform), login), null, CancellationToken.None);
    }

    /// <summary>Gets an image as a run does.</summary>
    public async Task<Result<Image>> GetAsync(string reference, ImageStore? store = null)
    {
        using var puller = Puller(store ?? Store());
        return await puller.GetAsync(new PullRequest(Reference(reference)), Warnings.Enqueue, null, CancellationToken.None);
    }

    /// <summary>A layout of layers with one file each.</summary>
    public string Layout(string name, JsonObject? config, params (string File, string Text)[] layers) =>
        MachineImage.WriteLayout($"{Folder}/{name}-{Guid.NewGuid():N}", layers.Select(l => MachineImage.Layer((l.File, l.Text))), config);

    /// <summary>Pushes an image with such layers.</summary>
    public async Task<string> PushAsync(DockerRegistry registry, string repository, string tag, params (string File, string Text)[] layers)
    {
        using var push = new RegistryPush(registry.Host, repository);
        return await push.LayoutAsync(Layout(tag, null, layers), tag);
    }

    /// <summary>What is left of unfinished work, and all layers.</summary>
    public IEnumerable<string> LayersOf(string store = "store") =>
        Directory.Exists($"{Folder}/{store}/layers") ? Directory.EnumerateFileSystemEntries($"{Folder}/{store}/layers").Select(e => Path.GetFileName(e)!) : [];

    public void Dispose() => Host.Linux.FolderTree.Remove(Folder);

    Task<Result<Login?>> ICredentialSource.FindAsync(string resource, CancellationToken cancellation) => Task.FromResult<Result<Login?>>(Stored);
}
