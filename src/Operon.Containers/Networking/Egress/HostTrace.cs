using System.Collections.Immutable;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Host.Processes;

namespace Operon.Containers.Networking.Egress;

/// <summary>Something on the machine that the kernel would keep if the engine were killed, so that the reaper has to know of it.</summary>
/// <param name="Program">Path of the program that it is made with.</param>
/// <param name="Find">Its arguments that find it: they succeed when it is there.</param>
/// <param name="Remove">Its arguments that remove it.</param>
internal sealed record HostTrace(string Program, ImmutableArray<string> Find, ImmutableArray<string> Remove)
{
    /// <summary>A command of the shell that succeeds when it is gone, however often it is run.</summary>
    public string Command => $"! {Line(Find)} || {Line(Remove)}";

    /// <summary>Removes it.</summary>
    public Task RemoveAsync(INetworkPlace host, TimeProvider time) =>
        new ProcessRunner(time).RunAsync(new HelperProgram(Program, Remove) { Network = host }, CancellationToken.None);

    private string Line(ImmutableArray<string> arguments) => string.Join(' ', arguments.Prepend(Program).Select(Reaper.Quote));
}
