using System.Diagnostics;
using Operon.Host.Owners;

namespace Operon.Host.Tests.Owners;

public sealed class OwnerIdentityTests
{
    [Fact]
    public async Task IsAncestor_IsSoOfWhatHasStartedThisProcessAndOfNothingElse()
    {
        var own = OwnerIdentity.Current();
        own.IsAncestor().ShouldBeFalse();
        var parent = Of(ParentOf("self"), own);
        parent.IsAncestor().ShouldBeTrue();
        (parent with { StartTime = parent.StartTime + 1 }).IsAncestor().ShouldBeFalse();
        (parent with { BootId = "another" }).IsAncestor().ShouldBeFalse();
        (parent with { ProcessNamespace = "pid:[1]" }).IsAncestor().ShouldBeFalse();

        // All the way up.
        for (var above = ParentOf($"{parent.ProcessId}"); above > 1; above = ParentOf($"{above}")) Of(above, own).IsAncestor().ShouldBeTrue();

        using var child = Process.Start(new ProcessStartInfo("sleep", ["60"]) { UseShellExecute = false })!;
        Of(child.Id, own).IsAncestor().ShouldBeFalse();
        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static int ParentOf(string process) => int.Parse(Fields(process)[1]);

    private static OwnerIdentity Of(int process, OwnerIdentity like) => like with { ProcessId = process, StartTime = long.Parse(Fields($"{process}")[19]) };

    private static string[] Fields(string process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
