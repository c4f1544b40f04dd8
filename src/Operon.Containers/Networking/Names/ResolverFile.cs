using System.Collections.Immutable;
using System.Net;
using Operon.Host.Files;
using Operon.Host.Linux;

namespace Operon.Containers.Networking.Names;

/// <summary>What the machine's <c>/etc/resolv.conf</c> says (<c>resolv.conf(5)</c>). It is read again when it has changed, as it does with every VPN.</summary>
/// <param name="path">The file.</param>
internal sealed class ResolverFile(string path)
{
    private const int MostServers = 3;
    private const int LargestFile = 1 << 16;
    private readonly Lock gate = new();
    private (ulong, long, DateTimeOffset)? stamp;
    private (ImmutableArray<IPEndPoint> Servers, string Search) content = ([], "");

    /// <summary>The name servers of the machine, at most three.</summary>
    public ImmutableArray<IPEndPoint> Servers => Read().Servers;

    /// <summary>Domains that are tried behind short names, with spaces between.</summary>
    public string Search => Read().Search;

    private (ImmutableArray<IPEndPoint> Servers, string Search) Read()
    {
        lock (gate)
        {
            var now = FileStatus.Stamp(path);
            if (now != stamp) content = Parse(ReadText());
            stamp = now;
            return content;
        }
    }

    private string ReadText()
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= LargestFile } ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return "";
        }
    }

    private static (ImmutableArray<IPEndPoint> Servers, string Search) Parse(string text)
    {
        const int port = 53;
        var servers = ImmutableArray.CreateBuilder<IPEndPoint>();
        var search = "";
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var server, ..] && IPAddress.TryParse(server, out var address) && servers.Count < MostServers) servers.Add(new IPEndPoint(address, port));
            if (words is ["search" or "domain", .. var domains]) search = string.Join(' ', domains);
        }

        return (servers.ToImmutable(), search);
    }
}
