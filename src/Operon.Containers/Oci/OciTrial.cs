using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Oci;

/// <summary>What trying out the runtimes of the machine has shown.</summary>
/// <param name="Program">The first that works.</param>
/// <param name="Complaints">What those before it said.</param>
[UnsupportedOSPlatform("windows")]
internal sealed record OciTrial(OciProgram Program, string Complaints)
{
    /// <summary>Sets up a container as an engine does, in a folder of its own, and removes it all.</summary>
    /// <param name="programs">The best first.</param>
    /// <returns>The trial, or <see cref="ContainerRules.RuntimeMissing"/>, or <see cref="ContainerRules.MachineRefuses"/>.</returns>
    public static async Task<Result<OciTrial>> RunAsync(IReadOnlyList<OciProgram> programs)
    {
        using var reaper = new Reaper();
        var folder = Directory.CreateTempSubdirectory("operon-doctor-").FullName;
        try
        {
            using var entrusted = reaper.EntrustPath(folder);
            if (!EngineFolder.Create(folder, reaper).TryGet(out var own, out var failure)) return failure;
            using (own)
            {
                var (chosen, complaints) = await new OciProbe(own, folder).ChooseAsync(programs);
                if (chosen is not { } found) return OciRuntime.NoneWorks(complaints);
                using var held = found.Holder;
                await TryOverlayAsync(held, own.Path);
                return new OciTrial(found.Program, complaints);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return OciRuntime.Refused(e);
        }
        finally
        {
            FolderTree.Remove(folder);
        }
    }

    private static async Task TryOverlayAsync(Holder held, string folder)
    {
        string[] parts = [.. ((string[])["target", "lower", "upper", "work"]).Select(n => Path.Combine(folder, "overlay", n))];
        foreach (var part in parts) Directory.CreateDirectory(part);
        await held.RunAsync(() =>
        {
            Mount.Overlay(parts[0], [parts[1]], parts[2], parts[3]);
            return Mount.TryUnmount(parts[0]);
        });
    }
}
