using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.Versioning;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Secrets;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Sdk;

/// <summary>A folder with configuration files, which are evaluated as release commands do.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Checkout : IDisposable
{
    private static readonly HttpMessageInvoker Http = Surroundings.CreateHttp();

    private readonly ConcurrentQueue<LogLine> lines = [];

    public Checkout() => Root = Directory.CreateTempSubdirectory("operon-sdk-").FullName;

    public string Root { get; }

    public string Repository { get; set; } = "acme/demo";

    public List<ReleaseEnvironment> Environments { get; } = [];

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" };

    public SecretRegistry Secrets { get; init; } = new();

    public bool AllowsDashes { get; init; } = true;

    public bool KeepsSecrets { get; init; } = true;

    /// <summary>Where the key for secrets may be.</summary>
    public string Home => Path.Combine(Root, "home");

    public IReadOnlyList<LogLine> Lines => [.. lines];

    public IEnumerable<string> Messages => lines.Select(l => l.Message);

    public Surroundings Outside => new(TimeProvider.System, Http, Variables.ToImmutableSortedDictionary(StringComparer.Ordinal), Secrets) 
    {
        AllowsDashes = AllowsDashes,
        KeepsSecrets = KeepsSecrets,
        Vault = new SecretVault(Variables.ToImmutableSortedDictionary(StringComparer.Ordinal), Home),
    };

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public Checkout With(string file, string text)
    {
        var path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Evaluates a package file.</summary>
    public Result<PackageConfiguration> Read(string file = "p.ocu.star", string? release = "r1", CancellationToken cancellation = default)
    {
        var package = new Reference { Repository = Repository, Path = file, Release = release };
        return PackageConfiguration.Read(new PackageContext(Root, file, package, () => Environments), Outside, lines.Enqueue, cancellation);
    }

    /// <summary>Evaluates a package file that is right.</summary>
    public static PackageConfiguration Good(Result<PackageConfiguration> read) => read.TryGet(out var package, out var failure) ? package : throw new InvalidOperationException(Shown(failure));

    /// <summary>Evaluates a package file that is wrong.</summary>
    public Diagnostic Bad(string text, string file = "p.ocu.star", string? release = "r1") => With(file, text).Read(file, release).Error ?? throw new InvalidOperationException("it is right");

    /// <summary>Evaluates a package file of one task, and calls its function.</summary>
    public async Task<Result<FunctionResult>> CallAsync(string text, JsonObject? inputs = null, CancellationToken cancellation = default)
    {
        var package = Good(With("p.ocu.star", text).Read(cancellation: cancellation));
        return await package.Begin().CallAsync(package.Tasks.Single().Function, inputs ?? JsonObject.Empty, namedOnly: false, lines.Enqueue, cancellation);
    }

    /// <summary>The outputs of a package file of one task.</summary>
    public async Task<JsonObject?> OutputsAsync(string text, JsonObject? inputs = null) =>
        (await CallAsync(text, inputs)).TryGet(out var result, out var failure) ? result.ShouldBeOfType<FunctionResult.Done>().Outputs : throw new InvalidOperationException(Shown(failure));

    /// <summary>Why a package file of one task fails.</summary>
    public async Task<Diagnostic> FailureAsync(string text, JsonObject? inputs = null) => (await CallAsync(text, inputs)).Error ?? throw new InvalidOperationException("it succeeded");

    /// <summary>Evaluates <c>repo.ocu.star</c>.</summary>
    public Result<RepositorySettings> ReadSettings() => RepositorySettings.Read(Root, Outside, lines.Enqueue, CancellationToken.None);

    /// <summary>Evaluates a recorded <c>repo.ocu.star</c>.</summary>
    public Result<RepositorySettings> ReadRecorded(string source) => RepositorySettings.ReadRecorded(source, Root, Outside, lines.Enqueue, CancellationToken.None);

    public void Log(LogLine line) => lines.Enqueue(line);

    public void Forget() => lines.Clear();

    /// <summary>A diagnostic as people see it.</summary>
    public static string Shown(Diagnostic diagnostic)
    {
        using var text = new StringWriter();
        new DiagnosticRenderer(text).Write(diagnostic);
        return text.ToString();
    }
}
