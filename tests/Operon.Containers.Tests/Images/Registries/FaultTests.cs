using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Operon.Containers.Images;
using Operon.Testing.Registries;

namespace Operon.Containers.Tests.Images.Registries;

/// <summary>Registries that are overloaded, far away, broken or hostile.</summary>
public sealed class FaultTests(RegistryMachine registries) : IClassFixture<RegistryMachine>, IDisposable
{
    private readonly PullBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Pull_TooManyRequests_WaitsAsLongAsItIsAskedTo()
    {
        await PushAsync("busy");
        using var proxy = Proxy(request => request is { IsManifest: true, Earlier: 0 } ? new Fault.Answer("429 Too Many Requests", "Retry-After: 7") : null);

        (await bench.PullAsync(proxy.Host + "/busy")).Error.ShouldBeNull();

        bench.Time.Waits.ShouldBe([TimeSpan.FromSeconds(7)]);
    }

    [Theory]
    [InlineData("429 Too Many Requests", "Retry-After: 3600", 1, "too many requests, try again in 3600 seconds")]
    [InlineData("503 Service Unavailable", "X: y", 5, "answers 503")]
    [InlineData("418 I'm a teapot", "X: y", 1, "answers 418")]
    public async Task Pull_RegistryThatStaysBusy_IsGivenUp(string status, string header, int tries, string message)
    {
        using var proxy = Proxy(_ => new Fault.Answer(status, header));

        var error = (await bench.PullAsync(proxy.Host + "/busy")).Error!;

        error.Rule.ShouldBe(ImageRules.RegistryFailed);
        error.Message.ShouldContain(message);
        proxy.Requests.Count.ShouldBe(tries);
    }

    [Theory]
    [InlineData("500 Internal Server Error")]
    [InlineData("502 Bad Gateway")]
    [InlineData("503 Service Unavailable")]
    public async Task Pull_ServerErrorOfABlob_IsTriedAgainLater(string status)
    {
        await PushAsync("unsteady");
        using var proxy = Proxy(request => request is { IsBlob: true, Earlier: < 2 } ? new Fault.Answer(status) : null);

        (await bench.PullAsync(proxy.Host + "/unsteady")).Error.ShouldBeNull();

        bench.Time.Waits.ShouldContain(TimeSpan.FromMilliseconds(250));
        bench.Time.Waits.ShouldContain(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Pull_SlowBlob_ArrivesInOneConnection()
    {
        await PushAsync("slow");
        using var proxy = Proxy(request => request.IsBlob ? new Fault.Slow(20_000, async () => await Task.Delay(5)) : null);

        (await bench.PullAsync(proxy.Host + "/slow")).Error.ShouldBeNull();

        proxy.Requests.Where(r => r.IsBlob).ShouldAllBe(r => r.Earlier == 0);
        bench.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pull_CutBlob_GoesOnFromWhereItWas()
    {
        await PushAsync("cut");
        using var proxy = Proxy(request => request is { IsBlob: true, Earlier: < 3 } ? new Fault.Cut(100_000) : null);

        (await bench.PullAsync(proxy.Host + "/cut")).Error.ShouldBeNull();

        var parts = proxy.Requests.Where(r => r.IsBlob && r.Headers.ContainsKey("Range")).Select(r => r.Headers["Range"]).ToList();
        parts.ShouldContain("bytes=100000-");
        parts.ShouldContain("bytes=200000-");
        bench.LayersOf().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Pull_CutBlobOfARegistryWithoutRanges_StillArrives()
    {
        await PushAsync("whole");
        using var proxy = Proxy(request => !request.IsBlob ? null : request.Earlier == 0 ? new Fault.Cut(100_000) : new Fault.WithoutRange());

        (await bench.PullAsync(proxy.Host + "/whole")).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Pull_BlobThatIsCutAgainAndAgain_IsGivenUp()
    {
        await PushAsync("hopeless");
        using var proxy = Proxy(request => request.IsBlob ? new Fault.Cut(10) : null);

        var error = (await bench.PullAsync(proxy.Host + "/hopeless")).Error!;

        error.Rule.ShouldBe(ImageRules.RegistryUnreachable);
        proxy.Requests.Count(r => r.IsBlob).ShouldBeLessThan(20);
        bench.LayersOf().ShouldBeEmpty();
    }

    [Fact]
    public async Task Pull_ChangedBlob_IsRefusedAndLeavesNothing()
    {
        await PushAsync("changed", compress: false);
        using var proxy = Proxy(request => request.IsBlob ? new Fault.Corrupt(150_000) : null);

        var error = (await bench.PullAsync(proxy.Host + "/changed")).Error!;

        error.Rule.ShouldBe(ImageRules.DigestMismatch);
        bench.LayersOf().ShouldBeEmpty();
        bench.Store().List().Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pull_ChangedManifest_IsRefused()
    {
        await PushAsync("manifest");
        using var proxy = Proxy(request => request.IsManifest ? new Fault.Corrupt(20) : null);

        (await bench.PullAsync(proxy.Host + "/manifest")).Error!.Rule.ShouldBe(ImageRules.DigestMismatch);
    }

    [Fact]
    public async Task Pull_BlobOfAnotherLength_IsRefused()
    {
        await PushAsync("length");
        using var proxy = Proxy(request => request.IsBlob ? new Fault.WrongLength(5) : null);

        var error = (await bench.PullAsync(proxy.Host + "/length")).Error!;

        error.Rule.ShouldBe(ImageRules.RegistryFailed);
        error.Message.ShouldContain("its manifest says");
    }

    [Fact]
    public async Task Pull_EndlessAnswers_End()
    {
        await PushAsync("endless");
        using var manifest = Proxy(request => request.IsManifest ? new Fault.Endless() : null);
        using var blob = Proxy(request => request.IsBlob ? new Fault.Endless() : null);

        (await bench.PullAsync(manifest.Host + "/endless")).IsOk.ShouldBeFalse();
        (await bench.PullAsync(blob.Host + "/endless")).IsOk.ShouldBeFalse();
        bench.LayersOf().ShouldBeEmpty();
    }

    [Fact]
    public async Task Pull_HugeHeaders_AreRefused()
    {
        using var proxy = Proxy(_ => new Fault.Answer("200 OK", "X: " + new string('x', 1 << 20)));

        (await bench.PullAsync(proxy.Host + "/headers")).Error!.Rule.ShouldBe(ImageRules.RegistryFailed);
    }

    [Fact]
    public async Task Pull_RedirectsInACircle_AreGivenUp()
    {
        using var proxy = Proxy(request => new Fault.Answer("302 Found", "Location: " + request.Path));

        var error = (await bench.PullAsync(proxy.Host + "/circle")).Error!;

        error.Message.ShouldContain("more than 5 times");
    }

    [Fact]
    public async Task Pull_AnswerThatIsNotHttp_IsNamed()
    {
        using var proxy = Proxy(_ => new Fault.Answer("220 ready\r\n"u8.ToArray()));

        (await bench.PullAsync(proxy.Host + "/x")).Error!.Rule.ShouldBeOneOf(ImageRules.RegistryFailed, ImageRules.RegistryUnreachable);
    }

    [Fact]
    public async Task Pull_ManifestThatIsTooLong_IsRefused()
    {
        var padding = new string('x', 4 << 20);
        using var proxy = Proxy(_ => new Fault.Answer(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {padding.Length + 2}\r\nConnection: close\r\n\r\n\"{padding}\"")));

        (await bench.PullAsync(proxy.Host + "/x")).Error!.Rule.ShouldBe(ImageRules.TooLarge);
    }

    [Theory]
    [InlineData(600, 10, ImageLimit.Layers)]
    [InlineData(2, long.MaxValue, ImageLimit.Disk)]
    public async Task Pull_MoreThanTheMachineTakes_IsRefusedBeforeTheFirstLayer(int layers, long size, ImageLimit limit)
    {
        using var push = new RegistryPush(registries.Open.Host, "large");
        var digests = Enumerable.Range(0, layers).Select(i => RegistryPush.DigestOf(BitConverter.GetBytes(i))).ToArray();
        var config = MachineImage.Bytes(new JsonObject { ["rootfs"] = new JsonObject { ["diff_ids"] = new JsonArray([.. digests.Select(d => (JsonNode)d)]) } });
        var manifest = MachineImage.Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["config"] = new JsonObject { ["digest"] = await push.BlobAsync(config), ["size"] = config.Length },
            ["layers"] = new JsonArray([.. digests.Select(d => (JsonNode)new JsonObject { ["mediaType"] = "x", ["digest"] = d, ["size"] = size })]),
        });
        using var proxy = Proxy(request => request.IsManifest ? new Fault.Answer([.. System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {manifest.Length}\r\nConnection: close\r\n\r\n"), .. manifest]) : null);

        var error = (await bench.PullAsync(proxy.Host + "/large")).Error!;

        error.Rule.ShouldBe(ImageRules.TooLarge);
        error.Message.ShouldContain(limit == ImageLimit.Layers ? "600 layers" : "has room for");
        proxy.Requests.Count(r => r.IsBlob).ShouldBe(1);
    }

    [Fact]
    public async Task Pull_Cancelled_LeavesNothing()
    {
        await PushAsync("stopped");
        using var stop = new CancellationTokenSource();
        using var proxy = Proxy(request => request.IsBlob && request.Earlier == 0 ? new Fault.Slow(1000, () => stop.CancelAsync()) : null);
        using var puller = bench.Puller(bench.Store());

        await Should.ThrowAsync<OperationCanceledException>(() => puller.PullAsync(new PullRequest(PullBench.Reference(proxy.Host + "/stopped")), null, stop.Token));

        bench.LayersOf().ShouldBeEmpty();
    }

    /// <summary>What an image is too large for.</summary>
    public enum ImageLimit
    {
        Layers,
        Disk,
    }

    private FaultyProxy Proxy(Func<ProxiedRequest, Fault?> decide) => new(registries.Open.Host, decide);

    // Random content does not become smaller when it is packed.
    private async Task PushAsync(string repository, bool compress = true)
    {
        var content = RandomNumberGenerator.GetHexString(400_000);
        using var push = new RegistryPush(registries.Open.Host, repository);
        await push.LayoutAsync(MachineImage.WriteLayout($"{bench.Folder}/{repository}", [MachineImage.Layer(("content", content))], compress: compress), "latest");
    }
}
