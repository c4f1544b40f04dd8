using System.Diagnostics;
using System.Security.Cryptography;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Releases.Stores.Folders;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Stores;

/// <summary>Processes that are killed while they change several documents of a folder at once.</summary>
public sealed class FolderCrashTests : IDisposable
{
    private const int Documents = 12;

    private readonly string folder = Directory.CreateTempSubdirectory("operon-crash-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Changes all documents again and again, until it is killed: from one half of them to the other, with one value.</summary>
    public static async Task<int> WriteAsync(string folder)
    {
        await using var store = (await FolderStore.OpenAsync(folder, StoreKind.State, TimeProvider.System, isCreated: true)).Value;
        while (true)
        {
            await store.UpdateAsync<bool>("turn", t =>
            {
                var was = t.Match("@/custom/*");
                var turn = was.Count == 0 ? 0 : ((JsonNumber)t.Find(was[0])!.Body).Value + 1;
                for (var i = 0; i < Documents; i++)
                {
                    var place = Reference.Parse($"@/custom/d{i}").Value;
                    if ((i < Documents / 2) == (turn % 2 == 0)) t.Set(place, turn);
                    else t.Delete(place);
                }

                return true;
            }, default);
        }
    }

    [Fact]
    public Task Update_KilledAtRandomMoments_IsWholeOrNotThere() => KillAsync(10);

    [Fact(Explicit = true)]
    public Task Update_KilledAt500RandomMoments_IsWholeOrNotThere() => KillAsync(500);

    private async Task KillAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var first = Start();
            using var second = Start();
            await Task.Delay(RandomNumberGenerator.GetInt32(300, 900));
            first.Kill();
            second.Kill();
            await first.WaitForExitAsync();
            await second.WaitForExitAsync();

            // Who only reads sees it whole as well.
            await using (var reader = (await FolderStore.OpenAsync(folder, StoreKind.State, TimeProvider.System, isCreated: i == 0)).Value) Check(reader.View);
            await using var store = (await FolderStore.OpenAsync(folder, StoreKind.State, TimeProvider.System, isCreated: true)).Value;
            Check(store.View);
            File.Exists(Path.Combine(folder, ".operon-redo")).ShouldBeFalse();
        }

        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is not ("@object.json" or ".ocuroot-store") && !f.EndsWith(".tmp", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static void Check(DocumentView view)
    {
        var there = view.Match("@/custom/*");
        if (there.Count == 0) return;
        there.Count.ShouldBe(Documents / 2);
        there.Select(r => view.Find(r)!.Body).Distinct().Count().ShouldBe(1);
    }

    private Process Start() => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Program.ChangeTogether, folder]) { UseShellExecute = false })!;
}
