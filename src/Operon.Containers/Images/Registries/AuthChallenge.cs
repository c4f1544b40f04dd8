using System.Collections.Immutable;
using System.Net.Http.Headers;

namespace Operon.Containers.Images.Registries;

/// <summary>What a registry wants to be logged in with (<c>WWW-Authenticate</c>).</summary>
/// <param name="Scheme"><c>basic</c> or <c>bearer</c>.</param>
/// <param name="Parameters">By name in lower case.</param>
internal sealed record AuthChallenge(string Scheme, ImmutableDictionary<string, string> Parameters)
{
    /// <summary>The challenge to answer: one for a token before one for a password; null when there is neither.</summary>
    public static AuthChallenge? Of(HttpResponseHeaders headers)
    {
        var known = headers.WwwAuthenticate
            .Select(c => new AuthChallenge(c.Scheme.ToLowerInvariant(), Read(c.Parameter ?? "")))
            .Where(c => c.Scheme is "basic" or "bearer")
            .ToList();
        return known.Find(c => c.Scheme == "bearer" && c.Parameters.ContainsKey("realm")) ?? known.Find(c => c.Scheme == "basic");
    }

    // name="value",name=value; values in quotes may hold commas.
    private static ImmutableDictionary<string, string> Read(string text)
    {
        var parameters = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var at = 0;
        while (at < text.Length)
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0) break;
            var name = text[at..equals].Trim(' ', ',', '\t').ToLowerInvariant();
            at = equals + 1;
            string value;
            if (at < text.Length && text[at] == '"')
            {
                var end = text.IndexOf('"', at + 1);
                if (end < 0) break;
                value = text[(at + 1)..end];
                at = end + 1;
            }
            else
            {
                var end = text.IndexOf(',', at);
                if (end < 0) end = text.Length;
                value = text[at..end].Trim();
                at = end;
            }

            parameters[name] = value;
        }

        return parameters.ToImmutable();
    }
}
