using System.Diagnostics;
using Operon.Host.Linux;

namespace Operon.Host.Tests.Linux;

public sealed class RootedFileTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("operon-rooted-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task TryRead_NoRegularFile_IsNotEvenOpened()
    {
        // Opening a device can do something to the machine. A pipe tells that it was opened: its writer goes on.
        using var writer = Process.Start("sh", ["-c", $"mkfifo {root}/pipe && touch {root}/made && echo > {root}/pipe"]);
        while (!File.Exists(Path.Combine(root, "made"))) await Task.Yield();

        for (var i = 0; i < 1000; i++) RootedFile.TryRead(root, "pipe", 100).ShouldBeNull();

        writer.HasExited.ShouldBeFalse();
        writer.Kill();
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
