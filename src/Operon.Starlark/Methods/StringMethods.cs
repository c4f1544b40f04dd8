using Operon.Starlark.Builtins;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>The methods of strings.</summary>
internal static class StringMethods
{
    public static readonly MethodTable Table = new(
        new BuiltinMethod("capitalize", StringCase.Capitalize),
        new BuiltinMethod("codepoint_ords", static (_, in self, in arguments) =>
        {
            Positional.Check("codepoint_ords", arguments, 0, 0);
            return Value.FromObject(new StringCodePoints(self, ordinals: true));
        }),
        new BuiltinMethod("codepoints", static (_, in self, in arguments) =>
        {
            Positional.Check("codepoints", arguments, 0, 0);
            return Value.FromObject(new StringCodePoints(self, ordinals: false));
        }),
        new BuiltinMethod("count", StringSearch.Count),
        new BuiltinMethod("elem_ords", static (_, in self, in arguments) =>
        {
            Positional.Check("elem_ords", arguments, 0, 0);
            return Value.FromObject(new StringElements(self, ordinals: true));
        }),
        new BuiltinMethod("elems", static (_, in self, in arguments) =>
        {
            Positional.Check("elems", arguments, 0, 0);
            return Value.FromObject(new StringElements(self, ordinals: false));
        }),
        new BuiltinMethod("endswith", static (_, in self, in arguments) => StringSearch.StartsOrEndsWith("endswith", self, arguments)),
        new BuiltinMethod("find", static (_, in self, in arguments) => StringSearch.Find("find", self, arguments)),
        new BuiltinMethod("format", static (_, in self, in arguments) => BraceFormat.Apply(self, arguments)),
        new BuiltinMethod("index", static (_, in self, in arguments) => StringSearch.Find("index", self, arguments)),
        new BuiltinMethod("isalnum", static (_, in self, in arguments) => StringCase.All("isalnum", self, arguments)),
        new BuiltinMethod("isalpha", static (_, in self, in arguments) => StringCase.All("isalpha", self, arguments)),
        new BuiltinMethod("isdigit", static (_, in self, in arguments) => StringCase.All("isdigit", self, arguments)),
        new BuiltinMethod("islower", StringCase.IsLower),
        new BuiltinMethod("isspace", static (_, in self, in arguments) => StringCase.All("isspace", self, arguments)),
        new BuiltinMethod("istitle", StringCase.IsTitle),
        new BuiltinMethod("isupper", StringCase.IsUpper),
        new BuiltinMethod("join", StringSplitting.Join),
        new BuiltinMethod("lower", StringCase.Lower),
        new BuiltinMethod("lstrip", static (_, in self, in arguments) => StringStripping.Strip("lstrip", self, arguments)),
        new BuiltinMethod("partition", static (_, in self, in arguments) => StringSplitting.Partition("partition", self, arguments)),
        new BuiltinMethod("removeprefix", StringStripping.RemovePrefix),
        new BuiltinMethod("removesuffix", StringStripping.RemoveSuffix),
        new BuiltinMethod("replace", StringSearch.Replace),
        new BuiltinMethod("rfind", static (_, in self, in arguments) => StringSearch.Find("rfind", self, arguments)),
        new BuiltinMethod("rindex", static (_, in self, in arguments) => StringSearch.Find("rindex", self, arguments)),
        new BuiltinMethod("rpartition", static (_, in self, in arguments) => StringSplitting.Partition("rpartition", self, arguments)),
        new BuiltinMethod("rsplit", static (_, in self, in arguments) => StringSplitting.Split("rsplit", self, arguments)),
        new BuiltinMethod("rstrip", static (_, in self, in arguments) => StringStripping.Strip("rstrip", self, arguments)),
        new BuiltinMethod("split", static (_, in self, in arguments) => StringSplitting.Split("split", self, arguments)),
        new BuiltinMethod("splitlines", StringSplitting.SplitLines),
        new BuiltinMethod("startswith", static (_, in self, in arguments) => StringSearch.StartsOrEndsWith("startswith", self, arguments)),
        new BuiltinMethod("strip", static (_, in self, in arguments) => StringStripping.Strip("strip", self, arguments)),
        new BuiltinMethod("title", StringCase.Title),
        new BuiltinMethod("upper", StringCase.Upper));
}
