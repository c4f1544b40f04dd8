using System.Runtime.Versioning;
using Operon.Containers.Oci;

namespace Operon.Containers.Checks;

/// <summary>Which OCI runtime is used, found out by using it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RuntimeCheck : ICheck
{
    private const string Name = "runtime";

    public async Task<IEnumerable<Finding>> RunAsync(Examined machine)
    {
        if (machine.Programs is []) return [new Finding(Name, "none is installed", OciRuntime.NoneInstalled())];
        if (machine.Refused is not null) return [new Finding(Name, $"{machine.Programs[0].Path} is there; it cannot be tried out")];
        if (!(await OciTrial.RunAsync(machine.Programs)).TryGet(out var trial, out var failure)) return [new Finding(Name, "none works", failure)];
        var why = machine.Programs[0] == trial.Program
            ? machine.Programs.Count > 1 ? $"it is faster than {machine.Programs[1].Name}" : "it works; no other is installed"
            : $"what is faster does not work here{trial.Complaints}";
        return [new Finding(Name, $"{trial.Program.Path}, because {why}")];
    }
}
