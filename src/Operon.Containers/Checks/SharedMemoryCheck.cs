using System.Runtime.Versioning;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Checks;

/// <summary>Whether files made of secrets have a place in memory.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SharedMemoryCheck : ICheck
{
    private const string Name = "memory";
    private const string Folder = "/dev/shm";

    public Task<IEnumerable<Finding>> RunAsync(Examined machine)
    {
        var (type, target) = machine.FileSystemOf(Folder);
        return Task.FromResult<IEnumerable<Finding>>(
        [
            target == Folder && type == "tmpfs" ? new Finding(Name, $"{Folder} holds files with secrets")
                : new Finding(Name, $"{Folder} is not in memory", new Diagnostic(CheckRules.NoSharedMemory, $"files with secrets would reach a disk: {Folder} is {(type.Length > 0 ? $"on {type}" : "missing")}")
                {
                    Expected = $"a file system in memory at {Folder}",
                    Fix = $"as root: mkdir -p {Folder} && mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs {Folder}",
                }),
        ]);
    }
}
