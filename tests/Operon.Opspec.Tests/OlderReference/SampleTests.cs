using Operon.Opspec.Declarations;
using Operon.Opspec.Tests.Language;

namespace Operon.Opspec.Tests.OlderReference;

/// <summary>The samples of the older reference of the language, by its sections. <c>docs/opspec-coverage.md</c> says which statement is held by which test.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly Bench bench = new Bench()
        .File("op/file1.json", "[1]").File("op/someDir/file2.txt", "content").File("op/op.yml", "name: x\n")
        .Data("someArray", "[first, second, last]").Data("someObject", "{someProperty: value}").Directory("someDir", "op/someDir")
        .Data("someNumber", "7").Variable("prop2Name", "named").Variable("prop4", "four");

    [Theory]
    [InlineData("$(someArray[0])", "string \"first\"")]
    [InlineData("$(someArray[-1])", "string \"last\"")]
    [InlineData("$(/file1.json)", "file op/file1.json")]
    [InlineData("$(/op.yml)", "file op/op.yml")]
    [InlineData("$(/)", "dir op")]
    [InlineData("$(someDir/file2.txt)", "file op/someDir/file2.txt")]
    [InlineData("$(someObject.someProperty)", "string \"value\"")]
    public void Reference_OfASample_IsItsValue(string written, string value) => bench.Evaluate(written).ShouldBe(value);

    [Theory]
    [InlineData("[item1, item2]", "array [string \"item1\", string \"item2\"]")]
    [InlineData("[string $(/someDir/file2.txt), $(someObject.someProperty), [sub, array, 2]]", "array [string \"string content\", string \"value\", array [string \"sub\", string \"array\", number 2]]")]
    public void ArrayInitializer_OfASample_IsItsItems(string written, string value) => bench.Evaluate(written).ShouldBe(value);

    [Theory]
    [InlineData("2", "number 2")]
    [InlineData("222$(someNumber)3e10", "number 22273")]
    public void NumberInitializer_OfASample_IsANumber(string written, string value) =>
        bench.Coerce(written, ParameterType.Number).ShouldStartWith(value);

    [Theory]
    [InlineData("{prop1: value}", "object {\"prop1\": string \"value\"}")]
    [InlineData(
        "{prop1: 'string $(/someDir/file2.txt)', $(prop2Name): $(someObject.someProperty), prop3: [sub, array, 2], prop4: }",
        "object {\"named\": string \"value\", \"prop1\": string \"string content\", \"prop3\": array [string \"sub\", string \"array\", number 2], \"prop4\": string \"four\"}")]
    public void ObjectInitializer_OfASample_IsItsProperties(string written, string value) => bench.Evaluate(written).ShouldBe(value);

    [Theory]
    [InlineData("i'm a string", "string \"i'm a string\"")]
    [InlineData("pre $(someObject) $(someDir/file2.txt)", "string \"pre {\\\"someProperty\\\":\\\"value\\\"} content\"")]
    public void StringInitializer_OfASample_IsText(string written, string value) => bench.Evaluate(written).ShouldBe(value);

    [Theory]
    [InlineData("array")]
    [InlineData("dir")]
    [InlineData("file")]
    [InlineData("number")]
    [InlineData("object")]
    [InlineData("socket")]
    [InlineData("string")]
    public void Parameter_DescribedInsideItsType_IsAcceptedWithoutAWarning(string type)
    {
        var op = bench.Op($"name: x\ninputs: {{a.b-c_1: {{{type}: {{description: '**what** it is', isSecret: true}}}}}}\noutputs: {{o: {{{type}: {{description: out}}}}}}");
        bench.Problems.ShouldBeEmpty();
        op.Inputs[0].Description.ShouldBe("**what** it is");
        op.Inputs[0].IsSecret.ShouldBeTrue();
        string.Equals(op.Outputs[0].Type.ToString(), type, StringComparison.OrdinalIgnoreCase).ShouldBeTrue();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{string: {}, number: {}}")]
    public void Parameter_WithoutOrWithTwoTypes_IsRefused(string parameter) =>
        Should.Throw<InvalidOperationException>(() => bench.Op($"name: x\ninputs: {{a: {parameter}}}")).Message.ShouldContain("error OPS01");

    [Fact]
    public void Op_WithEverythingOnTop_IsRead()
    {
        var op = bench.Op("name: github.com/opspec-pkgs/jwt.encode\ndescription: |\n  # h1\n  - [op](op.yml)\nopspec: 0.1.6\nversion: 1.0.0-alpha\n");
        op.Name.ShouldBe("github.com/opspec-pkgs/jwt.encode");
        op.Description.ShouldBe("# h1\n- [op](op.yml)\n");
        bench.Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("version: one")]
    [InlineData("opspec: 1.0")]
    public void Op_WithAVersionThatIsNone_IsRefused(string line) =>
        Should.Throw<InvalidOperationException>(() => bench.Op($"name: x\n{line}\n")).Message.ShouldContain("error OPS01");

    [Theory]
    [InlineData("{if: []}")]
    [InlineData("{serial: [], parallel: []}")]
    [InlineData("{container: {cmd: [x]}}")]
    [InlineData("{container: {image: {}}}")]
    [InlineData("{op: {}}")]
    [InlineData("{op: {ref: x, pullCreds: {username: u}}}")]
    [InlineData("{if: [{}], serial: []}")]
    public void Call_WithoutWhatItMustHave_IsRefused(string call) =>
        Should.Throw<InvalidOperationException>(() => bench.Op($"name: x\nrun: {call}")).Message.ShouldContain("error OPS01");

    [Fact]
    public void EnvVars_OfTheSample_AreTexts()
    {
        bench.Data("customEnvVars", "{key1: 1, key2: two}").Variable("greeting", "hello");
        Environment("$(customEnvVars)").ShouldBe("key1=1 key2=two");
        Environment("{key1: $(customEnvVars.key1), key2: {key2.2: 2.2}, key3: [1,2,3], greeting: }")
            .ShouldBe("greeting=hello key1=1 key2={\"key2.2\":2.2} key3=[1,2,3]");
    }

    [Fact]
    public void Container_OfTheKitchenSink_HasItsPartsButTheRoot()
    {
        bench.Variable("mySocket", "/run/my.sock").Data("registryCreds", "{username: u, password: p}");
        var container = bench.Container("""
            name: kitchenSink
            run:
              container:
                envVars: { MY_ENV_VAR: my value }
                files: { /op.yml: , /hello.txt: hello! }
                image: { ref: customBase:1.0.0, pullCreds: { username: $(registryCreds.username), password: $(registryCreds.password) } }
                ports: { 80: 80 }
                sockets: { /mySocket: $(mySocket) }
                name: my-kitchen-sink
                workDir: /root
            """);
        container.Name?.ToString().ShouldBe("my-kitchen-sink");
        container.WorkDir?.ToString().ShouldBe("/root");
        container.Mounts.Select(m => m.Path).Order(StringComparer.Ordinal).ShouldBe(["/hello.txt", "/mySocket", "/op.yml"]);
        container.Environment.Single().Value.Text.ToString().ShouldBe("my value");
        container.Image.Password?.ToString().ShouldNotBeNull().ShouldContain("p");
    }

    [Fact]
    public void Container_ThatMountsTheRoot_IsRefused() =>
        bench.Run("name: x\nrun: {container: {image: {ref: a}, dirs: {/: }}}").Error!.Message.ShouldContain("root of the container");

    [Fact]
    public void Coercion_OfAnObjectInCmd_IsItsJson()
    {
        var container = bench.Container("name: objAsString\ninputs: {obj: {object: {default: {prop1: prop1Value, prop2: [item1]}}}}\nrun: {container: {image: {ref: alpine}, cmd: [echo, $(obj)]}}");
        container.Command!.Value[1].Text.ToString().ShouldBe("{\"prop1\":\"prop1Value\",\"prop2\":[\"item1\"]}");
    }

    [Fact]
    public void Coercion_OfANumberInFiles_IsAFileWithItsDigits()
    {
        var container = bench.Container("name: numAsFile\nrun: {container: {image: {ref: alpine}, files: {/numCoercedToFile: 2.2}}}");
        File.ReadAllText(container.Mounts.Single().Location!.ToString()!).ShouldBe("2.2");
    }

    public void Dispose() => bench.Dispose();

    private string Environment(string envVars) => string.Join(' ', bench
        .Container($"name: x\nrun: {{container: {{image: {{ref: alpine}}, envVars: {envVars}}}}}")
        .Environment.Select(e => $"{e.Name.ToString()}={e.Value.Text}").Order(StringComparer.Ordinal));
}
