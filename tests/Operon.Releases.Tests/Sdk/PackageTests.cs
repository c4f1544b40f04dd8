using System.Runtime.Versioning;
using Operon.Releases.Documents;
using Operon.Releases.Sdk;

namespace Operon.Releases.Tests.Sdk;

/// <summary>What package files declare (releases, sections 1.3, 2.4).</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PackageTests
{
    private const string Functions = "def f(): pass\ndef up(environment): pass\ne = environment(\"e\")\n";

    [Fact]
    public void Read_TasksOutsideOfPhases_HavePhasesOfTheirOwnBeforeTheNext()
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", Functions + """
            task(f, "a")
            b = task(f, "b")
            phase("one", work=[b, call(f, "c")])
            deploy(environment=e, up=up, down=up)
            phase("empty")
            phase(name="two", tasks=[task(f, "d")])
            task(f, "z")
            """).Read());
        package.Phases.Select(p => $"{p.Name}:{string.Join(',', p.Tasks.Select(t => t.Name))}").ShouldBe([":a", "one:b,c", ":e", "empty:", "two:d", ":z"]);
    }

    [Fact]
    public void Read_WhatThePackageHas_IsThePackagePartOfTheDocument()
    {
        using var checkout = new Checkout();
        var json = Checkout.Good(checkout.With("p.ocu.star", Functions + "deploy(e, up, up, inputs={})\n").Read()).ToJson();
        json.ToString().ShouldBe(
            """{"functions":{"up/p.ocu.star:2:1":{"function":{"name":"up","pos":"p.ocu.star:2:1"}}},"phases":[{"name":"","tasks":[{"deploy":{"down":{"name":"up","pos":"p.ocu.star:2:1"},"environment":"e","inputs":{"environment":{"ref":"@/environment/e"}},"up":{"name":"up","pos":"p.ocu.star:2:1"}}}]}]}""");
        new ReleaseDocument("c", json).Tasks.Single().IsDeployment.ShouldBeTrue();
    }

    [Theory]
    [InlineData("task(f, \"x\")\ntask(f, \"x\")\ndeploy(e, up, up)\ndeploy(e, up, up)", "REL0309", "2 errors")]
    [InlineData("register_environment(e)\ntask(f, \"x\")", "REL0309", "registers environments and has tasks")]
    [InlineData("task(lambda: None, \"x\")", "REL0308", "lambda")]
    [InlineData("def g():\n    def inner(): pass\n    task(inner, \"x\")\ng()", "REL0308", "inner")]
    [InlineData("def g(n):\n    def inner(): return n\n    return inner\na = g(1)\nb = g(2)\ntask(b, \"x\")", "REL0308", "inner")]
    [InlineData("task(len, \"x\")", "REL0308", "len")]
    [InlineData("task(\"f\", \"x\")", "REL0306", "expected a function")]
    [InlineData("task(f, \"\")", "REL0306", "''")]
    [InlineData("task(f, \"a#b\")", "REL0306", "'a#b'")]
    [InlineData("task(f, \"x\", inputs={\"z\": 1})", "REL0307", "'z'")]
    [InlineData("def g(*args): pass\ntask(g, \"x\")", "REL0307", "'args'")]
    [InlineData("def g(a, b): pass\ntask(g, \"x\", inputs={\"a\": 1})", "REL0307", "'b'")]
    [InlineData("def g(ctx, b): pass\ntask(g, \"x\", inputs={\"a\": 1})", "REL0307", "'a'")]
    [InlineData("def g(a): pass\ntask(g, \"x\", inputs={\"a\": e})", "REL0306", "'a' cannot be stored as JSON")]
    [InlineData("def g(a): pass\ntask(g, \"x\", inputs={\"a\": {\"ref\": 1}})", "REL0306", "'a'")]
    [InlineData("def g(a): pass\ntask(g, \"x\", inputs={\"a\": ref(\"a@b\")})", "REL0306", "'a@b'")]
    [InlineData("input()", "REL0306", "neither")]
    [InlineData("deploy(e, up)", "REL0306", "down is not given")]
    [InlineData("deploy(e, down=up)", "REL0306", "up is not given")]
    [InlineData("deploy(up=up, down=up)", "REL0306", "environment is None")]
    [InlineData("g = lambda environment: None\ndeploy(e, g, g)", "REL0308", "top level")]
    [InlineData("deploy(e, up, up, inputs={\"environment\": 1})", "REL0307", "environment")]
    [InlineData("def down(environment, size): pass\ndeploy(e, up, down)", "REL0307", "'size'")]
    [InlineData("phase(\"x\", tasks=[f])", "REL0306", "a task")]
    [InlineData("phase(\"x\", tasks=[{}])", "REL0306", "is no task")]
    [InlineData("phase(\"x\", range(1 << 40))", "REL0306", "work has more than 100,000 items")]
    [InlineData("done(tags=range(1 << 40))", "REL0306", "tags has more than 100,000 items")]
    [InlineData("phase(\"x\", tasks=range(1 << 40))", "REL0306", "tasks has more than 100,000 items")]
    [InlineData("register_environment(environment(\"a b\"))", "REL0310", "'a b'")]
    [InlineData("register_environment(environment(\"a\", {\"k\": 1}))", "REL0310", "'k'")]
    [InlineData("register_environment(\"a\")", "REL0310", "no environment")]
    [InlineData("secret(5)", "REL0306", "must be a string")]
    [InlineData("environment()", "REL0303", "missing argument for name")]
    [InlineData("taks(f, \"x\")", "REL0302", "did you mean task")]
    public void Read_WhatIsWrong_IsRefusedWithItsPlace(string code, string rule, string said)
    {
        using var checkout = new Checkout();
        var failure = checkout.Bad(Functions + code + "\n");
        failure.Code.ShouldBe(rule, Checkout.Shown(failure));
        Checkout.Shown(failure).ShouldContain(said);
        (failure.RootCause.Span is not null || rule == "REL0309").ShouldBeTrue();
    }

    [Fact]
    public void Read_AnEnvironmentWithADash_IsRefusedUnderTheOldNameOnly()
    {
        using var now = new Checkout();
        Checkout.Good(now.With("p.ocu.star", "register_environment(environment(\"eu-1\", {\"a\": \"b\"}))\n").Read()).Environments.Single().ToJson().ToString().ShouldBe("""{"attributes":{"a":"b"},"name":"eu-1"}""");
        using var old = new Checkout { AllowsDashes = false };
        old.Bad("register_environment(environment(\"eu-1\"))\n").Rule.ShouldBe(SdkRules.BadEnvironment);
    }

    [Fact]
    public void CheckInputNames_OfWhatOnlyCtxCanTake_IsToldWhenAsked()
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", "def f(ctx): pass\ntask(f, \"t\", inputs={\"not a name\": 1, \"1st\": 2})\n").Read());
        Checkout.Shown(package.CheckInputNames()!).ShouldContain("'not a name'");
    }

    [Theory]
    [InlineData("absent.ocu.star")]
    [InlineData("../outside.ocu.star")]
    [InlineData("folder")]
    [InlineData("link.ocu.star")]
    public void Read_WhatIsNoFileOfTheRepository_IsRefused(string file)
    {
        using var checkout = new Checkout();
        Directory.CreateDirectory(Path.Combine(checkout.Root, "folder"));
        File.CreateSymbolicLink(Path.Combine(checkout.Root, "link.ocu.star"), "/etc/hostname");
        checkout.Read(file).Error!.Rule.ShouldBe(SdkRules.FileMissing);
    }

    [Fact]
    public void Evaluate_AnExpression_KnowsTheSdkAndTheGlobalsOfTheFile()
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", "x = [1]\ndef double(y): return y * 2\n").Read());
        package.Evaluate("print(\"said\") or [host.os() != \"\", double(x)]", checkout.Log, CancellationToken.None).Value.ToString().ShouldBe("[True, [1, 1]]");
        checkout.Messages.ShouldBe(["said"]);
        package.EvaluateToJson("{\"a\": (1, None)}", null, CancellationToken.None).Value.ToString().ShouldBe("""{"a":[1,null]}""");
        Checkout.Shown(package.Evaluate("x = 1", null, CancellationToken.None).Error!).ShouldContain("<stdin>:1:4");
        package.EvaluateToJson("len", null, CancellationToken.None).IsOk.ShouldBeFalse();
    }
}
