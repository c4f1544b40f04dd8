using System.Runtime.Versioning;
using System.Text;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;

namespace Operon.Containers.Oci;

/// <summary>
/// Finds the fastest installed runtime that works on this machine by letting it set up a container without any
/// program in it: when it complains about the program, all the rest has worked. Remembered until the runtime or the
/// boot is another.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class OciProbe
{
    private readonly EngineFolder folder;
    private readonly string data;
    private readonly string memory;

    /// <summary>Prepares to choose.</summary>
    /// <param name="folder">For the container without a program.</param>
    /// <param name="data">Where the choice is remembered.</param>
    public OciProbe(EngineFolder folder, string data)
    {
        this.data = data;
        memory = Path.Combine(data, "runtime");
        this.folder = folder;
    }

    /// <summary>Chooses one.</summary>
    /// <param name="candidates">The best first.</param>
    /// <returns>The runtime, with what holds its containers; null when none works. And what the candidates before it had to say.</returns>
    /// <exception cref="IOException">The kernel refuses what each of them needs.</exception>
    public async Task<((OciProgram Program, Holder Holder)? Chosen, string Complaints)> ChooseAsync(IEnumerable<OciProgram> candidates)
    {
        var remembered = File.Exists(memory) ? await File.ReadAllTextAsync(memory) : "";
        var complaints = new StringBuilder();
        foreach (var candidate in candidates)
        {
            // What one must not see another one needs.
            var holder = await HoldAsync(candidate);
            var key = KeyOf(candidate);
            if (remembered == key) return ((candidate, holder), complaints.ToString());
            if (await ComplaintAsync(candidate, holder) is { } complaint)
            {
                holder.Dispose();
                complaints.Append($"; {candidate.Name}: {complaint.Trim()}");
                continue;
            }

            // A reader that meets half of it probes again.
            await File.WriteAllTextAsync(memory, key);
            return ((candidate, holder), complaints.ToString());
        }

        return (null, complaints.ToString());
    }

    // Starts what holds containers, in a place where the runtime works.
    private static Task<Holder> HoldAsync(OciProgram program) => Holder.StartAsync(() =>
    {
        // Root of a user namespace cannot take away what was mounted before it came, only cover it.
        // runc wants to see that it may not use them.
        if (UserNamespace.IsInside && program.Name == "crun") Mount.Empty(Cgroups.Root);
        else if (program.HidesUnifiedCgroups) Mount.TryUnmount(OciProgram.UnifiedCgroups);
    });

    private static string KeyOf(OciProgram program)
    {
        var file = new FileInfo(program.Path);
        return $"{program.Path} {file.Length} {file.LastWriteTimeUtc.Ticks} {OwnerIdentity.Current().BootId}";
    }

    private async Task<string?> ComplaintAsync(OciProgram program, Holder holder)
    {
        var spec = new ContainerSpec
        {
            Id = "probe-" + Guid.NewGuid().ToString("N"),
            Image = new Images.Image("probe", default, new Images.ImageConfig(), []),
            Command = ["/probe"],
        };
        var bundle = folder.BundleOf(spec.Id);
        try
        {
            bundle.Create(spec, network: null);
            var start = ContainerStart.From(spec).Value;
            bundle.Configure(BundleConfig.Write(spec, start, new ContainerUser(0, 0, [], "/"), ["PATH=/"], bundle, Confinement.For(program, data)));
            var exitCode = await holder.RunToEndAsync(Holder.Describe(program.Path, program.Run(bundle, spec.Id), bundle.Folder));
            var message = StartFailure.LastError(bundle.Log) ?? $"exit code {exitCode}";
            return StartFailure.Explain(message, spec, start).Rule == ContainerRules.CommandNotFound ? null : message;
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
        finally
        {
            bundle.Delete();
            folder.Group.Remove(spec.Id);
        }
    }
}
