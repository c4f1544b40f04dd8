using YamlDotNet.Core;

namespace Operon.Opspec.Syntax;

/// <summary>The tags that have a meaning; all others are ignored and leave text as it is.</summary>
internal static class YamlTags
{
    private const string Prefix = "tag:yaml.org,2002:";

    public static readonly TagName Merge = new(Prefix + "merge");

    public static ScalarTag? Of(TagName tag)
    {
        if (tag.IsNonSpecific || !tag.Value.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        return tag.Value.AsSpan(Prefix.Length) switch
        {
            "str" => ScalarTag.Text,
            "int" => ScalarTag.Integer,
            "float" => ScalarTag.Float,
            "bool" => ScalarTag.Boolean,
            "null" => ScalarTag.Null,
            "binary" => ScalarTag.Binary,
            "timestamp" => ScalarTag.Timestamp,
            _ => null,
        };
    }

    public static string Describe(ScalarTag tag) => tag switch
    {
        ScalarTag.Integer => "an integer",
        ScalarTag.Float => "a float",
        ScalarTag.Boolean => "a boolean",
        ScalarTag.Null => "null",
        ScalarTag.Binary => "base64",
        ScalarTag.Timestamp => "a timestamp",
        _ => "text",
    };
}
