using System.Collections.Frozen;

namespace Operon.Opspec.Constraints.Formats;

/// <summary>
/// The formats by name (specification, section 1.6). A name that is not here passes everything, <c>idn-hostname</c> and
/// <c>base64</c> among them; <c>integer</c> speaks of numbers and is not about text.
/// </summary>
internal static class FormatTable
{
    /// <summary>The format that whole numbers have.</summary>
    public const string Integer = "integer";

    private static readonly FrozenDictionary<string, Func<string, bool>> Formats = new Dictionary<string, Func<string, bool>>(StringComparer.Ordinal)
    {
        ["date"] = DateFormat.Matches,
        ["date-time"] = DateTimeFormat.Matches,
        ["docker-image-ref"] = DockerImageReferenceFormat.Matches,
        ["email"] = EmailFormat.Matches,
        ["hostname"] = HostnameFormat.Matches,
        ["idn-email"] = EmailFormat.Matches,
        ["ipv4"] = Ipv4Format.Matches,
        ["ipv6"] = Ipv6Format.Matches,
        ["iri"] = UriFormat.Matches,
        ["iri-reference"] = UriReferenceFormat.Matches,
        ["json-pointer"] = JsonPointerFormat.Matches,
        ["regex"] = RegexFormat.Matches,
        ["relative-json-pointer"] = RelativeJsonPointerFormat.Matches,
        ["semver"] = SemverFormat.Matches,
        ["time"] = TimeFormat.Matches,
        ["uri"] = UriFormat.Matches,
        ["uri-reference"] = UriReferenceFormat.Matches,
        ["uri-template"] = UriTemplateFormat.Matches,
        ["uuid"] = UuidFormat.Matches,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The test of a format, or null for one that is not known.</summary>
    public static Func<string, bool>? Find(string name) => Formats.GetValueOrDefault(name);
}
