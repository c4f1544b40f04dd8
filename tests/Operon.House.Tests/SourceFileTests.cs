using System.Text.RegularExpressions;

namespace Operon.House.Tests;

/// <summary>What a reader may rely on when he looks for something in <c>src</c>.</summary>
public sealed partial class SourceFileTests
{
    private const int MostLines = 400;

    [Fact]
    public void Files_AreShort() =>
        Checkout.Files("src", "*.cs").Where(f => File.ReadLines(Checkout.Path(f)).Count() > MostLines).ShouldBeEmpty();

    [Fact]
    public void Files_HoldOnePublicType_NamedAsTheFile()
    {
        var wrong =
            from file in Checkout.Files("src", "*.cs")
            let named = Path.GetFileName(file).Split('.')[0]
            from Match type in PublicType().Matches(Checkout.Read(file))
            let name = type.Groups["name"].Value

            // A union and its cases may share a file: the cases derive from the type the file is named after.
            where name != named && !Regex.IsMatch(type.Groups["rest"].Value, $@"\b{named}\b")
            select $"{file}: {name}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Namespaces_AreTheFolders()
    {
        var wrong =
            from file in Checkout.Files("src", "*.cs")
            let space = Namespace().Match(Checkout.Read(file))
            where space.Success && space.Groups[1].Value != Path.GetDirectoryName(file)!["src/".Length..].Replace('/', '.')
            select $"{file}: {space.Groups[1].Value}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Files_HoldNothingUnfinished() =>
        Checkout.Files("src", "*.cs").Where(f => Unfinished().IsMatch(Checkout.Read(f))).ShouldBeEmpty();

    [GeneratedRegex(@"^public (?:[a-z]+ )*?(?:class|struct|interface|enum|record|record struct|delegate [\w<>?\[\]., ]+) (?<name>\w+)(?<rest>[^{;]*)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|NotImplementedException")]
    private static partial Regex Unfinished();
}
