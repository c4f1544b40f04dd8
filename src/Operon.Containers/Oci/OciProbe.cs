using System.Runtime.Versioning;
using System.Text;
using Operon.Host.Files;
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
    private readonly string folder;
    private readonly string data;
    private readonly string memory;
    private readonly Holder holder;
    private readonly Cgroups group;

    /// <summary>Prepares to choose.</summary>
    /// <param name="folder">For the container without a program.</param>
    /// <param name="data">Where the choice is remembered.</param>
    /// <param name="holder">Where runtimes are started.</param>
    /// <param name="group">The control group of the engine.</param>
    public OciProbe(string folder, string data, Holder holder, Cgroups group)
    {
        this.data = data;
        memory = Path.Combine(data, "runtime");
        this.folder = folder;
        this.holder = holder;
        this.group = group;
    }

    /// <summary>Chooses one.</summary>
    /// <param name="candidates">The best first.</param>
    /// <returns>The runtime, or what the candidates had to say.</returns>
    public async Task<(OciProgram? Program, string Complaints)> ChooseAsync(IEnumerable<OciProgram> candidates)
    {
        var remembered = File.Exists(memory) ? await File.ReadAllTextAsync(memory) : "";
        var complaints = new StringBuilder();
        foreach (var candidate in candidates)
        {
            var key = KeyOf(candidate);
            if (remembered == key) return (candidate, complaints.ToString());
            if (await ComplaintAsync(candidate) is { } complaint)
            {
                complaints.Append($"; {candidate.Name}: {complaint.Trim()}");
                continue;
            }

            // A reader that meets half of it probes again.
            await File.WriteAllTextAsync(memory, key);
            return (candidate, complaints.ToString());
        }

        return (null, complaints.ToString());
    }

    private static string KeyOf(OciProgram program)
    {
        var file = new FileInfo(program.Path);
        return $"{program.Path} {file.Length} {file.LastWriteTimeUtc.Ticks} {OwnerIdentity.Current().BootId}";
    }

    private async Task<string?> ComplaintAsync(OciProgram program)
    {
        var spec = new ContainerSpec
        {
            Id = "probe-" + Guid.NewGuid().ToString("N"),
            Image = new Images.Image("probe", default, new Images.ImageConfig(), []),
            Command = ["/probe"],
        };
        var bundle = new Bundle(Path.Combine(folder, spec.Id), group);
        try
        {
            bundle.Create(spec, network: null);
            var start = ContainerStart.From(spec).Value;
            await File.WriteAllBytesAsync(bundle.Config, BundleConfig.Write(spec, start, new ContainerUser(0, 0, [], "/"), ["PATH=/"], bundle, Confinement.For(program, data)));
            using var process = await holder.RunAsync(() => Holder.Start(Holder.Describe(program.Path, program.Run(bundle, spec.Id))));
            process.StandardInput.Close();
            var silence = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            await silence;
            var message = StartFailure.LastError(bundle.Log) ?? $"exit code {process.ExitCode}";
            return StartFailure.Explain(message, spec, start).Rule == ContainerRules.CommandNotFound ? null : message;
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
        finally
        {
            bundle.Delete();
            group.Remove(spec.Id);
        }
    }
}
