using Operon.Releases.Stores;
using Operon.Releases.Stores.Git;
using Operon.Text;

namespace Operon.Releases.Tests.Stores;

public sealed class GitStoreTests : StoreContract
{
    private readonly GitPlace place = new();
    private int homes;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await place.DisposeAsync();
    }

    // Each in a home of its own, as on another machine.
    protected override async Task<DocumentStore> OpenOtherAsync() => await place.OpenAsync($"home{homes++}");
}
