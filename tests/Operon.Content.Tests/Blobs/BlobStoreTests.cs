using Operon.Content.Blobs;

namespace Operon.Content.Tests.Blobs;

public sealed class BlobStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-blobs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Write_Content_CanBeOpenedByItsDigest()
    {
        var store = new BlobStore(folder);
        byte[] content = [1, 2, 3];

        var digest = (await store.WriteAsync(content, CancellationToken.None)).Value;

        digest.ShouldBe(Digest.Of(content));
        (await File.ReadAllBytesAsync(store.PathOf(digest))).ShouldBe(content);
    }

    [Fact]
    public async Task Write_OtherContentThanExpected_IsRefusedAndNotKept()
    {
        var store = new BlobStore(folder);
        using var stream = new MemoryStream([1]);

        var result = await store.WriteAsync(stream, Digest.Of([2]), CancellationToken.None);

        result.Error!.Rule.ShouldBe(ContentRules.DigestMismatch);
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Write_SameContentByManyAtOnce_AllSucceed()
    {
        var store = new BlobStore(folder);
        var content = new byte[100_000];

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => new BlobStore(folder).WriteAsync(new MemoryStream(content), null, CancellationToken.None))));

        results.ShouldAllBe(r => r.IsOk && r.Value.Size == content.Length);
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ShouldBe([store.PathOf(Digest.Of(content))]);
    }

    [Fact]
    public void TryOpen_MissingBlob_IsNull() => new BlobStore(folder).TryOpen(Digest.Of([1])).ShouldBeNull();
}
