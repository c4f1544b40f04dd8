using System.Runtime.Versioning;
using Operon.Releases.Sdk.Functions;

namespace Operon.Releases.Tests.Sdk;

/// <summary>Every name of the SDK, with its parameters by place and by name (releases, section 2.4).</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NamesTests
{
    private const string File = """
        def f(): pass
        def g(a=1): pass
        def up(environment, a=1): pass
        e = environment("eu", {"k": "v"})
        """;

    private static readonly string[] Everywhere =
    [
        "arch", "call", "check_params", "debug_break", "deploy", "do_work", "done", "env", "environment", "environment_from_dict", "environment_from_json", "environments", "host", "http",
        "input", "is_dir", "json", "map_from_json", "next", "normalizeHeaders", "ocuroot", "os", "outputs", "phase", "pwd", "read", "read_dir", "ref", "register_environment", "remotes", "repo_alias",
        "secret", "shell", "store", "struct", "task", "trigger", "unwrap", "vars_from_json", "write",
    ];

    [Fact]
    public void Names_OfAPackageFile_AreTheseAndNoOthers()
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", "").Read());
        foreach (var name in Everywhere) package.Evaluate(name, null, CancellationToken.None).IsOk.ShouldBeTrue(name);
        foreach (var name in (string[])["after", "re", "time", "math", "yaml", "hash64", "base64"]) package.Evaluate(name, null, CancellationToken.None).IsOk.ShouldBeFalse(name);
        SdkNames.Of(new ConfigurationScope(checkout.Outside, checkout.Root), hasAfter: true).Keys.Order(StringComparer.Ordinal).ShouldBe([.. Everywhere.Append("after").Order(StringComparer.Ordinal)]);
    }

    [Theory]
    [InlineData("[type(x) for x in [ocuroot, environment, task, call, deploy, phase, next, done, ref, input, secret, shell, read, os, unwrap, outputs, do_work, check_params]]", "function")]
    [InlineData("[type(struct)]", "builtin_function_or_method")]
    [InlineData("[type(x) for x in [host.shell, host.read_file, host.os, http.get, store.git, store.set, e.json, e.dict]]", "function")]
    [InlineData("[type(x) for x in [host, http, store, e]]", "struct")]
    [InlineData("[type(json)]", "module")]
    public void Types_OfNames_AreThoseOfTheOriginal(string list, string type)
    {
        using var checkout = new Checkout();
        var types = Read(checkout).EvaluateToJson(list, null, CancellationToken.None).Value;
        types.ToString().Trim('[', ']').Split(',').ShouldAllBe(t => t == $"\"{type}\"");
    }

    [Theory]
    [InlineData("environment(\"a\", {\"k\": \"v\"}).attributes", "{\"k\":\"v\"}")]
    [InlineData("environment(name=\"a\", attributes={\"k\": \"v\"}).name", "\"a\"")]
    [InlineData("environment(\"a\").attributes", "{}")]
    [InlineData("e.json()", "\"{\\\"attributes\\\":{\\\"k\\\":\\\"v\\\"},\\\"name\\\":\\\"eu\\\"}\"")]
    [InlineData("e.dict() == {\"name\": \"eu\", \"attributes\": {\"k\": \"v\"}}", "true")]
    [InlineData("environment_from_dict({\"name\": \"a\", \"attributes\": {\"k\": \"v\"}}).attributes[\"k\"]", "\"v\"")]
    [InlineData("environment_from_dict(d={\"name\": \"a\"}).name", "\"a\"")]
    [InlineData("environment_from_json(e.json()).attributes", "{\"k\":\"v\"}")]
    [InlineData("environment_from_json(s=e.json()).name", "\"eu\"")]
    [InlineData("[x.name for x in environments()]", "[\"B\",\"a\"]")]
    [InlineData("ref(\"./task/x\")", "{\"ref\":\"acme/demo/-/p.ocu.star/@r1/task/x\"}")]
    [InlineData("ref(s=\"@/custom/x\")", "{\"ref\":\"@/custom/x\"}")]
    [InlineData("input(\"@/custom/x\", 5)", "{\"ref\":\"@/custom/x\",\"default\":5}")]
    [InlineData("input(ref=ref(\"@/custom/x\"), default=5)", "{\"ref\":\"@/custom/x\",\"default\":5}")]
    [InlineData("input(ref=\"@/custom/x\")", "{\"ref\":\"@/custom/x\",\"default\":null}")]
    [InlineData("input(default=5)", "{\"ref\":null,\"default\":5}")]
    [InlineData("input(ref=\"@/custom/x\", doc=\"why\")", "{\"ref\":\"@/custom/x\",\"default\":null}")]
    [InlineData("next(f, \"note\", {})", "{\"next\":{\"fn\":{\"name\":\"f\",\"pos\":\"p.ocu.star:1:1\"},\"annotation\":\"note\",\"inputs\":{}}}")]
    [InlineData("next(fn=g, annotation=\"\", inputs={\"a\": 1})[\"next\"][\"inputs\"]", "{\"a\":{\"value\":1}}")]
    [InlineData("next(up, inputs={\"environment\": 1})[\"next\"][\"inputs\"]", "{\"environment\":{\"value\":1}}")]
    [InlineData("done()", "{\"done\":{\"annotation\":\"\",\"outputs\":{},\"tags\":[],\"watch\":[]}}")]
    [InlineData("done(\"note\", {\"a\": 1}, [\"v1\"], [\"src/\"])", "{\"done\":{\"annotation\":\"note\",\"outputs\":{\"a\":1},\"tags\":[\"v1\"],\"watch\":[\"src/\"]}}")]
    [InlineData("done(annotation=\"note\", outputs={}, tags=[], watch=[])[\"done\"][\"annotation\"]", "\"note\"")]
    [InlineData("store.git(\"https://h/r\", \"state\", False, {\"a\": \"b\"})", "{\"git\":{\"remote_url\":\"https://h/r\",\"branch\":\"state\",\"create_branch\":false,\"support_files\":{\"a\":\"b\"}}}")]
    [InlineData("store.git(remote_url=\"https://h/r\", branch=None, create_branch=True, support_files=None)", "{\"git\":{\"remote_url\":\"https://h/r\",\"branch\":null,\"create_branch\":true,\"support_files\":null}}")]
    [InlineData("store.fs(path=\"s\")", "{\"fs\":{\"path\":\"s\"}}")]
    [InlineData("shell(\"echo $X; pwd >&2\", \"sh\", \".\", {\"X\": \"y\"}, True, False).stdout", "\"y\\n\"")]
    [InlineData("host.shell(command=\"exit 3\", shell=\"sh\", dir=\".\", env={}, mute=True, continue_on_error=True).exit_code", "3")]
    [InlineData("[write(\"new/a\", \"x\"), read(\"new/a\"), read_dir(\"new\"), is_dir(\"new\"), is_dir(\"new/a\")]", "[null,\"x\",[\"a\"],true,false]")]
    [InlineData("[host.write_file(path=\"new/b\", content=\"y\"), host.read_file(path=\"new/b\"), host.read_dir(path=\"new\"), host.is_dir(path=\"new\")]", "[null,\"y\",[\"b\"],true]")]
    [InlineData("[os() == host.os(), arch() == host.arch(), env() == host.env(), pwd() == host.pwd(), os() in [\"linux\", \"darwin\"]]", "[true,true,true,true,true]")]
    [InlineData("env()[\"GREETING\"]", "\"hello\"")]
    [InlineData("secret(value=\"hidden-text\")", "\"hidden-text\"")]
    [InlineData("[debug_break(), ocuroot(\"0.3.0\"), repo_alias(s=\"x\"), trigger(fn=f), remotes([\"https://h/r\"])]", "[null,null,null,null,null]")]
    [InlineData("json.encode({\"b\": 1.0, \"a\": [True, None]})", "\"{\\\"a\\\":[true,null],\\\"b\\\":1.0}\"")]
    [InlineData("[json.decode(\"[1]\"), json.decode(\"[\", 7), json.indent(\"[1]\", prefix=\"\", indent=\" \")]", "[[1],7,\"[\\n 1\\n]\"]")]
    [InlineData("struct(a=1).a", "1")]
    [InlineData("[unwrap(5), do_work(5), unwrap(), outputs(a=1), vars_from_json(\"{\\\"a\\\": 1}\"), map_from_json(\"{\\\"a\\\": 1}\")]", "[5,5,null,{\"outputs\":{\"a\":1}},{\"a\":1},{\"a\":1}]")]
    [InlineData("[check_params(f, {}), check_params(fn=g, inputs={\"a\": 1})]", "[null,null]")]
    public void Call_ByPlaceOrByName_GivesWhatTheSpecificationSays(string call, string value)
    {
        using var checkout = new Checkout();
        checkout.Variables["GREETING"] = "hello";
        var got = Read(checkout).EvaluateToJson(call, null, CancellationToken.None);
        got.IsOk.ShouldBeTrue(got.IsOk ? "" : Checkout.Shown(got.Error!));
        got.Value.ShouldBe(Operon.Text.Json.JsonValue.Parse(System.Text.Encoding.UTF8.GetBytes(value)).Value);
    }

    [Theory]
    [InlineData("task(f, \"t\")", "task", "{\"fn\":{\"name\":\"f\",\"pos\":\"p.ocu.star:1:1\"},\"name\":\"t\",\"annotation\":\"\",\"inputs\":{}}")]
    [InlineData("call(fn=g, name=\"t\", annotation=\"note\", inputs={\"a\": 1})", "task", "{\"fn\":{\"name\":\"g\",\"pos\":\"p.ocu.star:2:1\"},\"name\":\"t\",\"annotation\":\"note\",\"inputs\":{\"a\":{\"value\":1}}}")]
    [InlineData("deploy(e, up, up, {\"a\": 1})", "deploy", "{\"environment\":\"eu\",\"up\":{\"name\":\"up\",\"pos\":\"p.ocu.star:3:1\"},\"down\":{\"name\":\"up\",\"pos\":\"p.ocu.star:3:1\"},\"inputs\":{\"a\":{\"value\":1},\"environment\":{\"ref\":\"@/environment/eu\"}}}")]
    [InlineData("deploy(environment=e, up=up, down=up, inputs={})", "deploy", "")]
    public void Declaration_OfATask_ReturnsItWithAnIdOfItsOwn(string declaration, string kind, string said)
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", $"{File}\nx = {declaration}\nlater = json.encode(x[\"{kind}\"])\nids = [type(x[\"task_id\"]), len(x)]\n").Read());
        package.EvaluateToJson("ids", null, CancellationToken.None).Value.ToString().ShouldBe("[\"string\",2]");
        if (said.Length > 0) package.EvaluateToJson("json.decode(later)", null, CancellationToken.None).Value.ShouldBe(Operon.Text.Json.JsonValue.Parse(System.Text.Encoding.UTF8.GetBytes(said)).Value);
    }

    [Theory]
    [InlineData("phase(\"p\", [task(f, \"t\")])", 1)]
    [InlineData("phase(name=\"p\", work=[task(f, \"t\")], tasks=[])", 1)]
    [InlineData("phase(name=\"p\", tasks=[task(f, \"t\"), task(f, \"u\")])", 2)]
    [InlineData("phase(\"p\")", 0)]
    public void Declaration_OfAPhase_ReturnsItWithItsTasks(string declaration, int tasks)
    {
        using var checkout = new Checkout();
        var package = Checkout.Good(checkout.With("p.ocu.star", $"{File}\nx = {declaration}\nsaid = [x[\"phase\"][\"name\"], len(x[\"phase\"][\"tasks\"])]\n").Read());
        package.EvaluateToJson("said", null, CancellationToken.None).Value.ToString().ShouldBe($"[\"p\",{tasks}]");
    }

    [Theory]
    [InlineData("lib.star", "x = after(5)")]
    [InlineData("lib.star", "x = after()")]
    public void After_InALoadedFile_IsThere(string file, string text)
    {
        using var checkout = new Checkout();
        Checkout.Good(checkout.With(file, text).With("p.ocu.star", $"load(\"./{file}\", \"x\")\n").Read());
    }

    private static Releases.Sdk.PackageConfiguration Read(Checkout checkout)
    {
        checkout.Environments.AddRange([new("a", Operon.Text.Json.JsonObject.Empty), new("B", Operon.Text.Json.JsonObject.Empty)]);
        return Checkout.Good(checkout.With("p.ocu.star", File).Read());
    }
}
