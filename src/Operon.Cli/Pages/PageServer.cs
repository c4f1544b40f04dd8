using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Pages;

/// <summary>
/// Serves pages to the user of this machine alone: on 127.0.0.1, to whoever has the token of the printed address, and only where the browser
/// was told to go to this address, so that no page from elsewhere can read them. They need nothing from elsewhere either.
/// </summary>
internal sealed class PageServer : IDisposable
{
    private const string Host = "127.0.0.1";
    private const string ChangesPath = "/changes";
    private const string TokenName = "token";
    private const int FirstPort = 3000;
    private const int LastPort = 3100;
    private const int MostAtOnce = 64;
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1c2024;background:#fff}
        a{color:#0b62c4;text-decoration:none}a:hover{text-decoration:underline}
        h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
        ul{list-style:none;padding:0}li{padding:.15rem 0;overflow-wrap:anywhere}span{color:#5c6670;margin-left:.8rem}
        pre{background:#f4f6f8;border-radius:6px;padding:.8rem;overflow:auto}nav{margin-bottom:1rem}
        .phases{display:flex;flex-wrap:wrap;gap:1rem}.phases section{background:#f4f6f8;border-radius:6px;padding:.2rem 1rem 1rem;min-width:14rem}
        @media(prefers-color-scheme:dark){body{color:#e6e9ec;background:#16191c}a{color:#6cb2ff}pre,.phases section{background:#20252a}span{color:#98a2ab}}
        """;

    private readonly HttpListener listener;
    private readonly string token;
    private readonly int port;
    private readonly SemaphoreSlim places = new(MostAtOnce);
    private TaskCompletionSource change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PageServer(HttpListener listener, string token, int port)
    {
        this.listener = listener;
        this.token = token;
        this.port = port;
    }

    /// <summary>Where it is, with the token.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://{Host}:{port}/?{TokenName}={token}");

    /// <summary>Begins to listen.</summary>
    /// <param name="port">On which port; null: the first from 3000 to 3100 that is free.</param>
    /// <returns>The server, or <see cref="PageRules.NoPort"/>.</returns>
    public static Result<PageServer> Start(int? port)
    {
        Exception? problem = null;
        for (var at = port ?? FirstPort; at <= (port ?? LastPort); at++)
        {
            var made = new HttpListener { IgnoreWriteExceptions = true };
            try
            {
                made.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://{Host}:{at}/"));
                made.Start();
                return new PageServer(made, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), at);
            }
            catch (Exception e) when (e is HttpListenerException or SocketException)
            {
                // It is not closed: that would look for the port once more.
                problem = e;
            }
        }

        var where = port is null ? $"none of the ports {FirstPort} to {LastPort} is free" : $"the port {port} cannot be used";
        return new Diagnostic(PageRules.NoPort, $"{where}: {problem?.Message}") { Fix = port is null ? "end something that listens there" : "name another one: --port" };
    }

    /// <summary>Tells browsers to load their page again.</summary>
    public void Change() => Interlocked.Exchange(ref change, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>Serves until it is cancelled.</summary>
    /// <param name="find">Gives the page at a path, whose escapes are resolved; null: there is none.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ServeAsync(Func<string, Task<Page?>> find, CancellationToken cancellation)
    {
        await using var end = cancellation.Register(listener.Stop);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await places.WaitAsync(cancellation);
                _ = AnswerAsync(context, find, cancellation);
            }
            catch (Exception e) when (cancellation.IsCancellationRequested && e is HttpListenerException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // To close one that has stopped would look for its port once more, which may be somebody else's by now.
        if (listener.IsListening) listener.Close();
        places.Dispose();
    }

    // What goes wrong while an answer is written concerns the one who has gone away alone.
    private async Task AnswerAsync(HttpListenerContext context, Func<string, Task<Page?>> find, CancellationToken cancellation)
    {
        try
        {
            await Task.Yield();
            await AnswerAsync(context.Request, context.Response, find, cancellation);
            context.Response.Close();
        }
        catch (Exception e) when (e is IOException or HttpListenerException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            context.Response.Abort();
        }
        finally
        {
            if (!cancellation.IsCancellationRequested) places.Release();
        }
    }

    private async Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response, Func<string, Task<Page?>> find, CancellationToken cancellation)
    {
        response.KeepAlive = false;
        if (request.UserHostName != string.Create(CultureInfo.InvariantCulture, $"{Host}:{port}"))
        {
            await WriteAsync(response, Refusal(421, "This page is not for that host."), cancellation);
        }
        else if (request.HttpMethod != "GET")
        {
            response.AddHeader("Allow", "GET");
            await WriteAsync(response, Refusal(405, "Pages can only be read."), cancellation);
        }
        else if (!IsAllowed(request, out var isNew))
        {
            await WriteAsync(response, Refusal(403, "Open the address that the command printed: it holds a token."), cancellation);
        }
        else
        {
            if (isNew) response.AddHeader("Set-Cookie", $"{CookieName}={token}; Path=/; HttpOnly; SameSite=Strict");
            var path = Uri.UnescapeDataString((request.RawUrl ?? "/").Split('?', 2)[0]);
            if (path == ChangesPath) await TellChangesAsync(response, cancellation);
            else await WriteAsync(response, await FindAsync(find, path), cancellation);
        }
    }

    private static async Task<Page> FindAsync(Func<string, Task<Page?>> find, string path)
    {
        try
        {
            return await find(path) ?? Refusal(404, "There is no such page.");
        }
        catch (StoreFailure failure)
        {
            return Refusal(500, failure.Diagnostic.Message);
        }
    }

    private string CookieName => string.Create(CultureInfo.InvariantCulture, $"operon-{port}");

    private bool IsAllowed(HttpListenerRequest request, out bool isNew)
    {
        isNew = IsToken(request.QueryString[TokenName]);
        return isNew || IsToken(request.Cookies[CookieName]?.Value);
    }

    private bool IsToken(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token));

    private async Task TellChangesAsync(HttpListenerResponse response, CancellationToken cancellation)
    {
        var changed = change.Task;
        AddHeaders(response, "text/event-stream", "default-src 'none'");
        response.SendChunked = true;
        await response.OutputStream.WriteAsync(": it is watched\n\n"u8.ToArray(), cancellation);
        await response.OutputStream.FlushAsync(cancellation);
        await changed.WaitAsync(cancellation);
        await response.OutputStream.WriteAsync("data: changed\n\n"u8.ToArray(), cancellation);
    }

    private static async Task WriteAsync(HttpListenerResponse response, Page page, CancellationToken cancellation)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var policy = $"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        if (page.Reloads) policy += $"; script-src 'nonce-{nonce}'; connect-src 'self'";
        var html = new Html().Element("html", all => all
            .Element("head", head =>
            {
                head.Element("title", page.Title);

                // Escaping would change it, and it is ours.
                head.Raw("style", Style, nonce);
                if (page.Reloads) head.Raw("script", $"new EventSource('{ChangesPath}').onmessage=()=>location.reload()", nonce);
            })
            .Element("body", body =>
            {
                body.Element("h1", page.Title);
                body.Add(page.Body);
            }), ("lang", "en"));
        var bytes = Encoding.UTF8.GetBytes("<!doctype html>\n" + html);
        response.StatusCode = page.Status;
        AddHeaders(response, "text/html; charset=utf-8", policy);
        response.ContentLength64 = bytes.Length;
        await response.OutputStream.WriteAsync(bytes, cancellation);
    }

    private static void AddHeaders(HttpListenerResponse response, string type, string policy)
    {
        response.ContentType = type;
        response.AddHeader("Content-Security-Policy", policy);
        response.AddHeader("Cache-Control", "no-store");
        response.AddHeader("Referrer-Policy", "no-referrer");
        response.AddHeader("X-Content-Type-Options", "nosniff");
        response.AddHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.AddHeader("Cross-Origin-Opener-Policy", "same-origin");
    }

    private static Page Refusal(int status, string said) => new(said, new Html()) { Status = status };
}
