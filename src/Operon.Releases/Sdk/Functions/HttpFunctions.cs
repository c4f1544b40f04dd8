using System.Globalization;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Builtins;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary>The struct <c>http</c>.</summary>
internal static class HttpFunctions
{
    private const int MostBytes = 256 << 20;
    private const string Agent = "operon";
    private static readonly string[] Methods = ["get", "head", "delete", "post", "put", "patch"];

    public static StarlarkStruct Of(ConfigurationScope scope) =>
        SdkFunction.Struct([.. Methods.Select(m => new KeyValuePair<string, Value>(m, Method(m, scope)))]);

    /// <summary>Headers as a dict of lists of texts.</summary>
    public static StarlarkDict Normalized(StarlarkDict? headers)
    {
        var dict = new StarlarkDict();
        foreach (var (key, value) in headers?.Items ?? []) dict.Set(key, value.IsString ? new StarlarkList(value) : value);
        return dict;
    }

    private static Builtin Method(string name, ConfigurationScope scope)
    {
        BuiltinParameter[] parameters = [BuiltinParameter.String("url"), SdkFunction.OptionalDict("headers")];
        var hasBody = name is "post" or "put" or "patch";
        if (hasBody) parameters = [.. parameters, BuiltinParameter.String("body", "")];
        return SdkFunction.Of(name, parameters, call =>
        {
            var url = call.String(0);
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) throw new SdkError(SdkRules.BadArgument, $"http.{name}: '{url}' is no address", "http://… or https://…");
            using var request = new HttpRequestMessage(new HttpMethod(name.ToUpperInvariant()), address);
            if (hasBody) request.Content = new ByteArrayContent(SurrogateEscape.GetBytes(call.String(2)));
            AddHeaders(request, call.Object<StarlarkDict>(1), name);
            return Send(scope, request, call.Thread.Cancellation);
        });
    }

    // Of several values the last one counts.
    private static void AddHeaders(HttpRequestMessage request, StarlarkDict? headers, string name)
    {
        var given = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["User-Agent"] = Agent };
        foreach (var (key, value) in headers?.Items ?? [])
        {
            if (!key.TryGetString(out var header) || TextOf(value) is not { } text) throw new SdkError(SdkRules.BadArgument, $"http.{name}: the header {key} is {value}, {SdkError.WithArticle(value.TypeName)}", "a string, or a list of strings");
            given[header] = text;
        }

        foreach (var (header, text) in given)
        {
            if (request.Headers.TryAddWithoutValidation(header, text)) continue;
            request.Content ??= new ByteArrayContent([]);
            if (!request.Content.Headers.TryAddWithoutValidation(header, text)) throw new SdkError(SdkRules.BadArgument, $"http.{name}: '{header}' is no name of a header");
        }
    }

    private static string? TextOf(Value value)
    {
        var last = value.As<StarlarkList>() is { Count: > 0 } list ? list[list.Count - 1] : value;
        return last.TryGetString(out var text) && !text.AsSpan().ContainsAny('\r', '\n', '\0') ? text : null;
    }

    private static HttpResult Send(ConfigurationScope scope, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var response = scope.Surroundings.Http.Send(request, cancellation);
            using var body = response.Content.ReadAsStream(cancellation);
            using var copy = new MemoryStream();
            var buffer = new byte[16 << 10];
            for (var read = body.Read(buffer); read > 0; read = body.Read(buffer))
            {
                if (copy.Length + read > MostBytes) throw new SdkError(SdkRules.HostFailed, $"{request.RequestUri} answers with more than 256 MiB", fix: "fetch it in a shell command, into a file");
                copy.Write(buffer, 0, read);
                cancellation.ThrowIfCancellationRequested();
            }

            var code = (int)response.StatusCode;
            var text = string.Create(CultureInfo.InvariantCulture, $"{code} {response.ReasonPhrase}").TrimEnd();
            return new HttpResult(SdkFunction.Struct(
                new("status_code", code),
                new("status_text", text),
                new("headers", Headers(response.Headers.Concat(response.Content.Headers))),
                new("body", SurrogateEscape.GetString(copy.ToArray()))));
        }
        catch (Exception error) when (error is HttpRequestException or IOException or FormatException)
        {
            throw new SdkError(SdkRules.HostFailed, $"{request.Method.Method} {request.RequestUri?.GetLeftPart(UriPartial.Path)}: {error.Message}");
        }
    }

    private static StarlarkDict Headers(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers)
    {
        var dict = new StarlarkDict();
        foreach (var (name, values) in headers.OrderBy(h => Canonical(h.Key), StringComparer.Ordinal)) dict.Set(Canonical(name), new StarlarkList([.. values.Select(v => (Value)v)]));
        return dict;
    }

    // The first letter of each word is a capital, as files have come to expect.
    private static string Canonical(string name) =>
        string.Join('-', name.Split('-').Select(word => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
}
