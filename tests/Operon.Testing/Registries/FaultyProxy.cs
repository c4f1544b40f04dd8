using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Operon.Testing.Registries;

/// <summary>Stands before a registry and does what networks and overloaded registries do.</summary>
public sealed class FaultyProxy : IDisposable
{
    private static readonly string[] PassedOn = ["Authorization", "Accept", "Range"];
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly ConcurrentDictionary<string, int> seen = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private readonly string upstream;
    private readonly Func<ProxiedRequest, Fault?> decide;

    /// <summary>Starts one.</summary>
    /// <param name="upstream">Host and port of the registry.</param>
    /// <param name="decide">What to do with a request; null passes the answer on.</param>
    public FaultyProxy(string upstream, Func<ProxiedRequest, Fault?> decide)
    {
        this.upstream = upstream;
        this.decide = decide;
        listener.Start();
        Host = $"localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
        _ = ServeAsync();
    }

    /// <summary>Host and port, as references name it.</summary>
    public string Host { get; }

    /// <summary>All that came, in order.</summary>
    public ConcurrentQueue<ProxiedRequest> Requests { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        client.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient connection)
    {
        try
        {
            using (connection)
            {
                var stream = connection.GetStream();
                if (await ReadAsync(stream) is not { } request) return;
                Requests.Enqueue(request);
                await AnswerAsync(stream, request, decide(request));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or HttpRequestException or ObjectDisposedException)
        {
            // Who asked has gone.
        }
    }

    private async Task<ProxiedRequest?> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if ((await reader.ReadLineAsync(stop.Token))?.Split(' ') is not [var method, var path, _]) return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } line) headers[line.Split(':', 2)[0]] = line.Split(':', 2)[1].Trim();
        return new ProxiedRequest(method, path, headers, seen.AddOrUpdate($"{method} {path}", 0, (_, n) => n + 1));
    }

    private async Task AnswerAsync(NetworkStream stream, ProxiedRequest request, Fault? fault)
    {
        if (fault is Fault.Answer own)
        {
            await stream.WriteAsync(own.Bytes, stop.Token);
            return;
        }

        if (fault is Fault.Silent) await Task.Delay(Timeout.Infinite, stop.Token);
        using var asked = new HttpRequestMessage(new HttpMethod(request.Method), $"http://{upstream}{request.Path}");
        foreach (var name in PassedOn)
        {
            if (request.Headers.TryGetValue(name, out var value) && !(name == "Range" && fault is Fault.WithoutRange)) asked.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await client.SendAsync(asked, stop.Token);
        var body = await answer.Content.ReadAsByteArrayAsync(stop.Token);
        var length = (request.Method == "HEAD" ? answer.Content.Headers.ContentLength ?? 0 : body.Length) + (fault is Fault.WrongLength wrong ? wrong.By : 0);
        var head = new StringBuilder($"HTTP/1.1 {(int)answer.StatusCode} X\r\nConnection: close\r\n");
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is "Docker-Content-Digest" or "Content-Type" or "Content-Range" or "WWW-Authenticate" or "Location")) head.Append($"{name}: {string.Join(", ", values)}\r\n");
        if (fault is not Fault.Endless) head.Append($"Content-Length: {length}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), stop.Token);
        await WriteAsync(stream, body, fault);
    }

    private async Task WriteAsync(NetworkStream stream, byte[] body, Fault? fault)
    {
        switch (fault)
        {
            case Fault.Cut cut:
                await stream.WriteAsync(body.AsMemory(0, Math.Min(cut.After, body.Length)), stop.Token);
                break;
            case Fault.Corrupt corrupt:
                body[Math.Min(corrupt.At, body.Length - 1)] ^= 1;
                await stream.WriteAsync(body, stop.Token);
                break;
            case Fault.Slow slow:
                for (var at = 0; at < body.Length; at += slow.Part)
                {
                    await slow.Turn();
                    await stream.WriteAsync(body.AsMemory(at, Math.Min(slow.Part, body.Length - at)), stop.Token);
                }

                break;
            case Fault.Endless:
                var zeros = new byte[64 << 10];
                while (true) await stream.WriteAsync(zeros, stop.Token);
            default:
                await stream.WriteAsync(body, stop.Token);
                break;
        }
    }
}
