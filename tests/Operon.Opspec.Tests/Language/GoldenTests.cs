using Operon.Testing;

namespace Operon.Opspec.Tests.Language;

/// <summary>
/// What the language makes of expressions, predicates, ranges and ops: for each <c>golden/AREA/NAME.yml</c> the result in
/// <c>NAME.expected</c>. A new case is two files; <c>OPERON_WRITE_GOLDEN=1</c> writes the second, to be compared with the
/// specification by eye. The keys of a case: <see cref="GoldenCase"/>.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Operon.Opspec.Tests", "golden");

    public static TheoryData<string> Names() => [.. Directory.EnumerateFiles(Folder, "*.yml", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f)[..^4]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluate_GoldenCase_GivesWhatIsExpected(string name)
    {
        var expected = Path.Combine(Folder, name + ".expected");
        var actual = GoldenCase.Run(File.ReadAllText(Path.Combine(Folder, name + ".yml")));
        if (Environment.GetEnvironmentVariable("OPERON_WRITE_GOLDEN") is not null) File.WriteAllText(expected, actual);
        actual.ShouldBe(File.ReadAllText(expected));
    }
}
