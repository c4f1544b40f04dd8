using System.Runtime.Versioning;
using Operon.Releases.Sdk;

namespace Operon.Releases.Tests.Sdk;

/// <summary>The dialect, versions, and <c>load</c> (releases, sections 2.1 to 2.3, 11.3).</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LoadTests
{
    [Theory]
    [InlineData("0.3.0")]
    [InlineData("0.3.14")]
    [InlineData("0.3.99")]
    [InlineData("0.3.0-rc1")]
    [InlineData("0.3")]
    [InlineData("0.3.x")]
    [InlineData("0")]
    [InlineData("*")]
    [InlineData(">=0.3")]
    [InlineData("~0.3")]
    [InlineData("^0.3.0")]
    [InlineData("=0.3.0")]
    [InlineData("<= 0.3")]
    [InlineData("9.0 || 0.3.x")]
    [InlineData(">=0.2, <1.0")]
    [InlineData(">=0.2 <1.0")]
    [InlineData("0.2 - 0.4")]
    [InlineData("!=0.2.0")]
    public void Read_OfAVersionThatThereIs_HasTheSdk(string version)
    {
        using var checkout = new Checkout();
        Checkout.Good(checkout.With("p.ocu.star", $"ocuroot(\"{version}\")\nprint(type(task))\n").Read());
        checkout.Messages.ShouldBe(["function"]);
    }

    [Theory]
    [InlineData("\"latest\"")]
    [InlineData("\"0.4.0\"")]
    [InlineData("\"0.3.0.1\"")]
    [InlineData("\">0.3\"")]
    [InlineData("\"<0.3.0\"")]
    [InlineData("\"^0.2.0\"")]
    [InlineData("\"0.2 - 0.2.9\"")]
    [InlineData("\"\"")]
    [InlineData("\">=99999999999999999999\"")]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("\"0.3.0\", \"0.3.0\"")]
    [InlineData("\"0.3\" + \".0\"")]
    [InlineData("version=\"0.3.0\"")]
    public void Read_OfAVersionThatThereIsNot_IsRefused(string arguments)
    {
        using var checkout = new Checkout();
        var failure = checkout.Bad($"\nocuroot({arguments})\n");
        failure.Rule.ShouldBe(SdkRules.BadVersion);
        failure.Span!.Value.ToString().ShouldBe("p.ocu.star:2:1");
    }

    [Theory]
    [InlineData("x = ocuroot(\"0.3.0\")\nprint(struct, json, x)", true)]
    [InlineData("type(ocuroot)\ntask", false)]
    [InlineData("ocuroot(\"9\")\nocuroot(\"0.3.0\")\ntask", true)]
    [InlineData("# ocuroot(\"9\")\ntask", true)]
    public void Read_OfAMentionThatChoosesNothing_HasNoSdk(string text, bool isRight)
    {
        using var checkout = new Checkout();
        checkout.With("p.ocu.star", text + "\n").Read().IsOk.ShouldBe(isRight);
    }

    [Theory]
    [InlineData("print(set([1, 1]))", true)]
    [InlineData("if True:\n    x = 1\nfor y in [1]:\n    print(y)", true)]
    [InlineData("while True:\n    pass", false)]
    [InlineData("x = 1\nx = 2", false)]
    [InlineData("def f(n):\n    return f(n)\nf(1)", false)]
    [InlineData("x = 1\nprint(f\"{x}\")", false)]
    [InlineData("import os", false)]
    [InlineData("print(re)", false)]
    public void Read_OfTheDialect_KnowsWhatItShould(string text, bool isRight)
    {
        using var checkout = new Checkout();
        checkout.With("p.ocu.star", text + "\n").Read().IsOk.ShouldBe(isRight);
    }

    [Fact]
    public void Load_OfDifferentFilesOfOneName_KeepsThemApart()
    {
        using var checkout = new Checkout();
        checkout.With("one/util.star", "def f(): return done(outputs={\"n\": 1})\n").With("two/util.star", "def f(): return done(outputs={\"n\": 2})\n")
            .With("one/a.star", "load(\"./util.star\", u=\"f\")\nf = u\n").With("two/a.star", "load(\"./util.star\", u=\"f\")\nf = u\n");
        var package = Checkout.Good(checkout.With("p.ocu.star", "load(\"one/a.star\", a=\"f\")\nload(\"//two/a.star\", b=\"f\")\nload(\"two/../two/a.star\", c=\"f\")\ntask(a, \"a\")\ntask(b, \"b\")\nprint(b == c)\n").Read());
        package.Tasks.Select(t => t.Function.Position).ShouldBe(["./util.star:1:1", "//two/util.star:1:1"]);
        checkout.Messages.ShouldBe(["True"]);
    }

    [Fact]
    public void Load_OfAFileNamedAsTheMainOne_HasItsOwnPlace()
    {
        using var checkout = new Checkout();
        checkout.With("lib/p.ocu.star", "def f(): pass\n").With("lib/a.star", "load(\"p.ocu.star\", g=\"f\")\nf = g\n");
        Checkout.Good(checkout.With("p.ocu.star", "load(\"lib/a.star\", \"f\")\ntask(f, \"t\")\n").Read()).Tasks.Single().Function.Position.ShouldBe("//lib/p.ocu.star:1:1");
    }

    [Theory]
    [InlineData("absent.star", "there is no file")]
    [InlineData("folder", "is not a file")]
    [InlineData("../secret.star", "outside")]
    [InlineData("//../secret.star", "outside")]
    [InlineData("link.star", "outside")]
    [InlineData("linked/hostname", "outside")]
    [InlineData("p.ocu.star", "loads itself")]
    [InlineData("a.star", "loads itself")]
    [InlineData("", "outside")]
    [InlineData("broken.star", "got newline")]
    [InlineData("failing.star", "division by zero")]
    [InlineData("frozen.star", "cannot append to frozen list")]
    [InlineData("old.star", "version 9 not found")]
    public void Load_OfWhatCannotBe_SaysWhy(string name, string said)
    {
        using var checkout = new Checkout();
        Directory.CreateDirectory(Path.Combine(checkout.Root, "folder"));
        File.CreateSymbolicLink(Path.Combine(checkout.Root, "link.star"), "/etc/hostname");
        Directory.CreateSymbolicLink(Path.Combine(checkout.Root, "linked"), "/etc");
        checkout.With("a.star", "load(\"b.star\", \"x\")\n").With("b.star", "load(\"a.star\", \"x\")\n").With("broken.star", "\n\nx = (\n1 +\n").With("failing.star", "x = 1 // 0\n")
            .With("list.star", "l = []\n").With("frozen.star", "load(\"list.star\", \"l\")\nl.append(1)\nx = 1\n").With("old.star", "ocuroot(\"9\")\nx = 1\n");
        var shown = Checkout.Shown(checkout.Bad($"load(\"{name}\", \"x\")\n"));
        shown.ShouldContain(name == "broken.star" ? "broken.star:" : said);
        shown.ShouldContain("p.ocu.star:1:1");
    }

    [Fact]
    public void Load_OfAFileInARepositoryBehindALink_Works()
    {
        using var checkout = new Checkout();
        using var elsewhere = new Checkout();
        checkout.With("p.ocu.star", "load(\"//lib/a.star\", \"x\")\nprint(x)\n").With("lib/a.star", "x = 1\n");
        var link = Path.Combine(elsewhere.Root, "link");
        Directory.CreateSymbolicLink(link, checkout.Root);
        Checkout.Good(PackageConfiguration.Read(
            new PackageContext(link, "p.ocu.star", new() { Repository = "r", Path = "p.ocu.star" }, () => []),
            new Surroundings(TimeProvider.System, Surroundings.CreateHttp(), System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty, new SecretRegistry()),
            checkout.Log,
            CancellationToken.None));
        checkout.Messages.ShouldBe(["1"]);
    }
}
