using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Operon.Opspec.Schema;
using Operon.Opspec.Schema.Shapes;

namespace Operon.Opspec.Tests.Schema;

/// <summary>The hand-written matchers say the same as the patterns that editors get.</summary>
public sealed class PatternsTests
{
    private static readonly Dictionary<string, TextPattern> All = new(StringComparer.Ordinal)
    {
        [nameof(Patterns.Reference)] = Patterns.Reference,
        [nameof(Patterns.AnyReference)] = Patterns.AnyReference,
        [nameof(Patterns.LoopVariable)] = Patterns.LoopVariable,
        [nameof(Patterns.Binding)] = Patterns.Binding,
        [nameof(Patterns.CallName)] = Patterns.CallName,
        [nameof(Patterns.ParameterName)] = Patterns.ParameterName,
        [nameof(Patterns.VariableName)] = Patterns.VariableName,
        [nameof(Patterns.ContainerPath)] = Patterns.ContainerPath,
        [nameof(Patterns.ContainerPort)] = Patterns.ContainerPort,
        [nameof(Patterns.SemanticVersion)] = Patterns.SemanticVersion,
        [nameof(Patterns.Memory)] = Patterns.Memory,
    };

    public static TheoryData<string> Names() => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Matches_AnyText_AgreesWithThePattern(string name)
    {
        var pattern = All[name];
        // The $ of .NET also matches before a last line feed; that of JSON Schema does not.
        var exact = pattern.Regex.EndsWith('$') ? pattern.Regex[..^1] + @"\z" : pattern.Regex;
        var regex = new Regex(exact, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        var pieces = Gen.Elements("$(", ")", "a", "Z", "0", "1", ".", "-", "+", "_", "[", "]", "/", "=", " ", "\n", "é", "m", "GiB", "b", "1.0.0");
        Prop.ForAll(pieces.ListOf().Select(string.Concat).ToArbitrary(), text => pattern.Matches(text).ShouldBe(regex.IsMatch(text), text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
