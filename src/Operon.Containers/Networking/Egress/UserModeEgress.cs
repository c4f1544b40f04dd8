using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Text;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking.Egress;

/// <summary>
/// The way of an ordinary user: <c>slirp4netns</c> carries the packets of a link in the router's namespace over sockets of the user.
/// The router is the gateway and puts its own address in the place of the containers'. It ends with the engine by any cause.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UserModeEgress : IEgress
{
    /// <summary>The largest packet that it takes: nothing is on a wire, and few large ones are faster.</summary>
    public const int Mtu = 65520;

    private const string Link = "tap0";
    private const string Device = "/dev/net/tun";
    private const string ProgramName = "slirp4netns";
    private const int MostComplaint = 4096;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly SubnetLease way;
    private readonly StringBuilder complaint = new();
    private FirewallSocket? firewall;

    private UserModeEgress(Process process, SubnetLease way, IPAddress gateway)
    {
        this.process = process;
        this.way = way;
        Gateway = gateway;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <inheritdoc/>
    public IPAddress Gateway { get; }

    /// <inheritdoc/>
    public Diagnostic? Problem => null;

    /// <summary>Sets it up, or tells what it takes.</summary>
    /// <param name="settings">The machine.</param>
    /// <param name="subnet">The containers'.</param>
    /// <param name="gateway">The address that the router is to have for them.</param>
    /// <param name="way">Addresses for the link, which the machine has no route to.</param>
    /// <param name="router">The router.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static async Task<IEgress> CreateAsync(EngineNetworkSettings settings, IPNetwork subnet, IPAddress gateway, SubnetLease way, Router router)
    {
        if (!Begin(settings, way, router).TryGet(out var process, out var problem))
        {
            way.Dispose();
            return new NoEgress(problem);
        }

        var egress = new UserModeEgress(process, way, gateway);
        problem = await egress.WaitAsync(router, settings.Time) ?? egress.Translate(router, subnet);
        if (problem is null) return egress;
        await egress.DisposeAsync();
        return new NoEgress(problem);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The end of its input tells it to end.
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        firewall?.Dispose();
        way.Dispose();
    }

    private static Result<Process> Begin(EngineNetworkSettings settings, SubnetLease way, Router router)
    {
        if (SystemProgram.Find(ProgramName, settings.SearchPath) is not { } program)
        {
            return NoWay($"{ProgramName} is not installed") with { Fix = $"install it: apt-get install {ProgramName}; or run as root" };
        }

        if (WhyNoDevice() is { } problem) return problem;
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var argument in (string[])
        [
            "--configure", $"--mtu={Mtu}", $"--cidr={way.Subnet.BaseAddress}/24", "--disable-host-loopback", "--disable-dns",
            "--enable-sandbox", "--enable-seccomp", "--exit-fd=0", "--netns-type=path",
            $"/proc/{Environment.ProcessId}/fd/{router.Namespace.DangerousGetHandle()}", Link,
        ])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return settings.Host.Run(() => Process.Start(ControllingTerminal.Shield(start)))!;
        }
        catch (Win32Exception e)
        {
            return NoWay($"{program} cannot be started: {e.Message}");
        }
    }

    private static Diagnostic? WhyNoDevice()
    {
        try
        {
            using var device = File.OpenHandle(Device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return NoWay($"{Device} cannot be opened: {FileFailure.Reason(e)}") with
            {
                Fix = File.Exists(Device) ? $"have root allow it to all: chmod 666 {Device}" : "have root load the driver: modprobe tun",
            };
        }
    }

    private static Diagnostic NoWay(string reason) => new(NetworkRules.NoEgress, $"containers cannot reach the world: {reason}");

    private async Task<Diagnostic?> WaitAsync(Router router, TimeProvider time)
    {
        var since = time.GetTimestamp();
        while (!router.Run(IsReady))
        {
            if (process.HasExited || time.GetElapsedTime(since) > Patience)
            {
                if (process.HasExited) await process.WaitForExitAsync();
                lock (complaint) return NoWay($"{ProgramName} does not work here{complaint}");
            }

            await Task.Delay(Look, time);
        }

        return null;
    }

    private static bool IsReady()
    {
        using var links = RouteSocket.Open();
        return links.ReadRoutes().Any(r => r.IsDefault);
    }

    private Diagnostic? Translate(Router router, IPNetwork subnet)
    {
        try
        {
            router.AddAddress(Gateway);
            return router.Run(() =>
            {
                if (!KernelSetting.TryWrite("net/ipv4/ip_forward", "1")) return NoWay("packets of containers cannot be passed on");
                firewall = FirewallSocket.Open();
                firewall.AddTable("operon", (FirewallHook.Leaving, new FirewallRule().From(subnet).LeavesBy(Link).Masquerade()));
                return null;
            });
        }
        catch (NetlinkException e)
        {
            return NoWay($"the kernel's firewall (nf_tables) refuses a table: {e.Message}");
        }
    }

    private void Remember(string? line)
    {
        lock (complaint)
        {
            if (line is not null && complaint.Length < MostComplaint) complaint.Append(complaint.Length == 0 ? ": " : "; ").Append(line);
        }
    }
}
