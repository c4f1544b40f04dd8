using System.Runtime.Versioning;
using Operon.Releases.Sdk;

namespace Operon.Releases.Tests.Sdk;

/// <summary><c>repo.ocu.star</c> (releases, section 2.6).</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SettingsTests
{
    private const string Stores = "store.set(store.fs(\"s\"))\n";

    [Fact]
    public void Read_ByCalls_HasThem()
    {
        using var checkout = new Checkout();
        var settings = checkout.With("lib/x.star", "def alias(n): repo_alias(n)\n").With("repo.ocu.star", """
            load("//lib/x.star", "alias")
            alias("acme/shop")
            remotes(["https://a", "https://b"])
            store.set(
                store.git("https://h/r.git", branch="state", support_files={"a/b.yml": "x"}),
                intent=store.git("https://h/r.git", create_branch=False),
            )
            trigger(lambda commit: print("go", commit))
            """).ReadSettings().Value;
        settings.Alias.ShouldBe("acme/shop");
        settings.Remotes.ShouldBe(["https://a", "https://b"]);
        settings.HasTrigger.ShouldBeTrue();
        var state = settings.State.ShouldBeOfType<GitStoreSettings>();
        (state.Remote, state.Branch, state.CreatesBranch, state.PathPrefix).ShouldBe(("https://h/r.git", "state", true, ""));
        state.SupportFiles.ShouldBe([new("a/b.yml", "x")]);
        var intent = settings.Intent.ShouldBeOfType<GitStoreSettings>();
        (intent.Branch, intent.CreatesBranch).ShouldBe((null, false));
    }

    [Fact]
    public void Read_ByVariables_WinsOverCallsAndLosesToTheEnvironment()
    {
        using var checkout = new Checkout();
        checkout.With("repo.ocu.star", """
            store.set(store.fs("call"), store.fs("intent"))
            remotes(["call"])
            repo_alias = "variable"
            state_store = {"git": {"remote_url": "u", "path_prefix": "/deep/"}}
            intent_store = None
            repo_remotes = ["variable"]
            release_ignore = ["old/*"]
            """);
        var settings = checkout.ReadSettings().Value;
        settings.Alias.ShouldBe("variable");
        settings.State.ShouldBeOfType<GitStoreSettings>().PathPrefix.ShouldBe("deep");
        settings.Intent.ShouldBe(new FolderStoreSettings("intent"));
        settings.Remotes.ShouldBe(["variable"]);
        settings.ReleaseIgnore.ShouldBe(["old/*"]);

        checkout.Variables["OCU_CFG_repo_alias"] = "environment";
        checkout.Variables["OCU_CFG_repo_remotes"] = "[\"a,b\", \"c\"]";
        checkout.Variables["OCU_CFG_release_ignore"] = "a, b";
        settings = checkout.ReadSettings().Value;
        settings.Alias.ShouldBe("environment");
        settings.Remotes.ShouldBe(["a,b", "c"]);
        settings.ReleaseIgnore.ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("", "names no store")]
    [InlineData(Stores + Stores, "already set")]
    [InlineData(Stores + "repo_alias(\"\")", "empty")]
    [InlineData(Stores + "repo_alias = 5", "repo_alias is 5")]
    [InlineData(Stores + "repo_alias = \"a@b\"", "'a@b'")]
    [InlineData(Stores + "release_ignore = \"x\"", "release_ignore")]
    [InlineData(Stores + "release_ignore = [1]", "release_ignore")]
    [InlineData("state_store = \"x\"", "state_store")]
    [InlineData("state_store = {\"s3\": {}}", "'s3'")]
    [InlineData("store.set(None)", "state")]
    [InlineData("store.fs(\"\")", "path")]
    [InlineData("store.git(\"u\", support_files={\"../x\": \"y\"})", "../x")]
    [InlineData("store.git(\"u\", support_files={\"x\": 1})", "'x'")]
    [InlineData(Stores + "environments()", "environments is not available")]
    [InlineData(Stores + "register_environment(environment(\"x\"))", "register_environment is not available")]
    [InlineData(Stores + "ref(\"@/custom/x\")", "ref is not available")]
    [InlineData(Stores + "input(ref=\"@/custom/x\")", "input is not available")]
    [InlineData(Stores + "task(lambda: None, \"x\")", "task is not available")]
    [InlineData(Stores + "phase(\"x\")", "phase is not available")]
    [InlineData(Stores + "deploy()", "deploy is not available")]
    public void Read_WhatIsWrong_IsRefused(string text, string said)
    {
        using var checkout = new Checkout();
        var shown = Checkout.Shown(checkout.With("repo.ocu.star", text + "\n").ReadSettings().Error!);
        shown.ShouldContain(said);
        shown.ShouldContain("REL03");
    }

    [Fact]
    public void Read_WithABadEnvironmentVariable_IsRefused()
    {
        using var checkout = new Checkout { Variables = { ["OCU_CFG_release_ignore"] = "[1]" } };
        checkout.With("repo.ocu.star", Stores).ReadSettings().Error!.Message.ShouldContain("OCU_CFG_release_ignore");
    }

    [Fact]
    public async Task TriggerAsync_OfARecordedSource_CallsItWithTheCommit()
    {
        using var checkout = new Checkout();
        var settings = checkout.ReadRecorded(Stores + "def go(commit):\n    print(\"go\", commit, pwd())\n    shell(\"echo x > triggered\")\n    fail(\"no\")\ntrigger(go)\n").Value;
        var failure = await settings.TriggerAsync("abc", checkout.Log, CancellationToken.None);
        failure!.Message.ShouldBe("fail: no");
        failure.Span!.Value.ToString().ShouldBe("repo.ocu.star:5:9");
        checkout.Messages.ShouldBe(["go abc "]);
        File.Exists(Path.Combine(checkout.Root, "triggered")).ShouldBeTrue();
    }

    [Fact]
    public void ReadRecorded_OfWhatLoads_IsRefused()
    {
        using var checkout = new Checkout();
        Checkout.Shown(checkout.With("x.star", "y = 1\n").ReadRecorded("load(\"x.star\", \"y\")\n" + Stores).Error!).ShouldContain("recorded");
    }
}
