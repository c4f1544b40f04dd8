using FsCheck;
using FsCheck.Fluent;
using Operon.Releases.References;

namespace Operon.Releases.Tests.References;

/// <summary>The table of the parser (releases, section 3.1).</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("release.ocu.star", "", "release.ocu.star", null, null, "", "")]
    [InlineData("./-/a/b.ocu.star", ".", "a/b.ocu.star", null, null, "", "")]
    [InlineData("//a/b.ocu.star", ".", "a/b.ocu.star", null, null, "", "")]
    [InlineData("f/@", "", "f", "", null, "", "")]
    [InlineData("f/@r1", "", "f", "r1", null, "", "")]
    [InlineData("f/@v1.2", "", "f", "v1.2", null, "", "")]
    [InlineData("./@/task/b#output/o", "", ".", "", "task", "b", "output/o")]
    [InlineData("./task/b#output/o", "", ".", null, "task", "b", "output/o")]
    [InlineData("./call/b/#output/o", "", ".", null, "task", "b", "output/o")]
    [InlineData("./custom/a", "", ".", null, "custom", "a", "")]
    [InlineData("@/environment/p", "", "", "", "environment", "p", "")]
    [InlineData("@/custom/x/y", "", "", "", "custom", "x/y", "")]
    [InlineData("+/environment/p", "", "", "", "environment", "p", "")]
    [InlineData("", "", "", null, null, "", "")]
    [InlineData(".", "", ".", null, null, "", "")]
    [InlineData("@", "", "", "", null, "", "")]
    [InlineData("@/", "", "", "", null, "", "")]
    [InlineData("x/-", "x", "", null, null, "", "")]
    [InlineData("x/-/", "x", "", null, null, "", "")]
    [InlineData("host/o/r/-/f/@r1/task/x/1/status/complete", "host/o/r", "f", "r1", "task", "x/1/status/complete", "")]
    [InlineData("r/-/f/@r1#commit", "r", "f", "r1", null, "", "commit")]
    [InlineData("**/@*/deploy/*", "", "**", "*", "deploy", "*", "")]
    [InlineData("**/@*/{task,deploy}/*", "", "**", "*", "{task,deploy}", "*", "")]
    [InlineData("a/-/b/-/c", "b", "c", null, null, "", "")]
    [InlineData("r/-/f/@r1/custom/a b~c!", "r", "f", "r1", "custom", "a b~c!", "")]
    [InlineData("../svc/f/@r1", "", "../svc/f", "r1", null, "", "")]
    [InlineData("./@v1/task/x", "", ".", "v1", "task", "x", "")]
    [InlineData("./-/other/task/x", ".", "other/task/x", null, null, "", "")]
    [InlineData("r/-/f/@r1/deploy/eu/#output/a/", "r", "f", "r1", "deploy", "eu", "output/a")]
    public void Parse_OfWhatTheGrammarKnows_HasItsParts(string text, string repository, string path, string? release, string? type, string subpath, string fragment) =>
        Reference.Parse(text).Value.ShouldBe(new Reference { Repository = repository, Path = path, Release = release, Type = type, Subpath = subpath, Fragment = fragment });

    [Theory]
    [InlineData("./release.ocu.star", "'release.ocu.star' is no type")]
    [InlineData("@/environment/", "no name after it")]
    [InlineData("f/@r1/task/", "no name after it")]
    [InlineData("./task/", "no name after it")]
    [InlineData("@/environment", "no name after it")]
    [InlineData("repo/-/f/@/task", "no name after it")]
    [InlineData("f/@r1/task", "no name after it")]
    [InlineData("f/@r1/task#x", "no name after it")]
    [InlineData("x/-y/z", "begins with -")]
    [InlineData("git@host:o/r", "has an @ inside")]
    [InlineData("foo@bar", "has an @ inside")]
    [InlineData("a/b@c/d", "has an @ inside")]
    [InlineData("r/-/f/@r1/task/x/@y", "'@y' follows the type")]
    [InlineData("r/-/f/@r1/task/x=y", "has an =")]
    [InlineData("f/@r1/nonsense/x", "'nonsense' is no type")]
    public void Parse_OfWhatItDoesNotKnow_SaysWhatIsWrong(string text, string problem)
    {
        var error = Reference.Parse(text).Error.ShouldNotBeNull();
        error.Rule.ShouldBe(ReferenceRules.Unreadable);
        error.Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("./call/b/#output/o", "./task/b#output/o")]
    [InlineData("+/environment/p", "@/environment/p")]
    [InlineData("//a/b.ocu.star", "./-/a/b.ocu.star")]
    [InlineData("x/-/", "x/-")]
    [InlineData("host/r/-/f/@", "host/r/-/f/@")]
    [InlineData("@/custom/x/y#a/b", "@/custom/x/y#a/b")]
    public void ToString_OfAReference_IsCanonical(string text, string canonical) => Reference.Parse(text).Value.ToString().ShouldBe(canonical);

    [Fact]
    public void Parse_OfAReleaseAndASlash_FindsNothing() =>
        // The file is lost, as it always was.
        Reference.Parse("repo/-/f/@r1/").Value.ToString().ShouldNotBe("repo/-/f/@r1");

    [Fact]
    public void Parse_OfAnyReferenceThatIsPrinted_GivesItsPartsBack()
    {
        var segment = Gen.Elements("a", "f.ocu.star", "b-c", "with blank", "~", "größe", "日本", "1", "r1", "task", "...");
        var segments = from first in segment
                       from more in segment.ArrayOf(2)
                       from count in Gen.Choose(0, 2)
                       select string.Join('/', more.Take(count).Prepend(first));
        var reference = from repository in Gen.Elements("", ".", "acme/demo", "forge.example.com:8443/a/b.c", "größe/x")
                        from path in segments
                        from form in Gen.Elements("package", "own", "global")
                        from release in Gen.Elements("", "r1", "r10", "v1.2-rc", "*")
                        from type in Gen.Elements(null, "task", "deploy", "custom", "environment", "commit", "push", "op", "{task,deploy}")
                        from subpath in segments
                        from fragment in Gen.OneOf(Gen.Constant(""), segments)
                        let named = new Reference { Type = type, Subpath = type is null ? "" : subpath, Fragment = fragment }
                        select form switch
                        {
                            "package" => named with { Repository = repository, Path = path, Release = release },
                            "own" => named with { Path = ".", Release = type is null ? release : null },
                            _ => named with { Release = "", Type = type ?? "custom", Subpath = subpath },
                        };
        Prop.ForAll(reference.ToArbitrary(), r => Reference.Parse(r.ToString()).Value.ShouldBe(r, r.ToString())).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Parse_OfTheTextOfAReference_IsTheSameReference() => Prop.ForAll(
        Gen.Elements("a", "/", "-", "@", "r1", ".", "task", "custom", "#", "x", "//", "*", "+").ArrayOf().Select(string.Concat).ToArbitrary(),
        text =>
        {
            // Of several slashes at the end one is dropped each time.
            if (text.TrimStart('/').Contains("//", StringComparison.Ordinal) || !Reference.Parse(text).TryGet(out var reference, out _)) return;
            var again = Reference.Parse(reference.ToString());
            if (again.TryGet(out var read, out _)) read.ToString().ShouldBe(reference.ToString(), text);
        }).QuickCheckThrowOnFailure();
}
