using System.Text;
using Operon.Opspec.Declarations;
using Operon.Opspec.Schema;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Schema;

/// <summary>What is made of an op.yml, in both dialects.</summary>
public sealed class OpReaderTests
{
    [Fact]
    public void Read_Op_HasWhatTheFileSays()
    {
        var op = Read("name: a\ndescription: b\nversion: 1.2.3\nopspec: 0.1.6\ninputs: { x: { string: {} }, f: { file: {} } }\noutputs: { z: { dir: {} } }\n");
        (op.Name, op.Description, op.Version, op.OpspecVersion, op.Run).ShouldBe(("a", "b", "1.2.3", "0.1.6", null));
        op.Inputs.Select(p => p.Name).ShouldBe(["x", "f"]);
        op.Inputs.Find("f")!.Type.ShouldBe(ParameterType.File);
        op.Inputs.Find("z").ShouldBeNull();
        op.Outputs.TryFind("z", out var z).ShouldBeTrue();
        z!.NameSpan.ToString().ShouldBe("op.yml:6:12");
    }

    [Fact]
    public void Read_Bytes_GivesTheSame() =>
        OpReader.Read("op.yml", Encoding.UTF8.GetBytes("name: a\n"), []).ShouldNotBeNull().Name.ShouldBe("a");

    [Theory]
    [InlineData("{ description: outer, string: { description: inner } }", "outer")]
    [InlineData("{ string: { description: inner } }", "inner")]
    [InlineData("{ string: {} }", null)]
    public void Read_ParameterDescription_IsTheOuterElseTheInner(string parameter, string? expected) =>
        Read($"name: a\ninputs: {{ x: {parameter} }}\n").Inputs[0].Description.ShouldBe(expected);

    [Fact]
    public void Read_Parameter_KeepsDefaultSecretAndConstraints()
    {
        var input = Read("name: a\ninputs: { x: { number: { default: \"3\", isSecret: yes, constraints: { minimum: 1 } } } }\n").Inputs[0];
        (input.Type, input.IsSecret).ShouldBe((ParameterType.Number, true));
        input.Default!.Syntax.ShouldBeOfType<ScalarNode>().Text.ShouldBe("3");
        input.Constraints!.Find("minimum").ShouldNotBeNull();
    }

    [Fact]
    public void Read_Call_HasNameConditionsAndNeeds()
    {
        var call = Read("name: a\nrun: { parallel: [ { name: x$(i), description: d, needs: [db], if: [{ lte: [1, 2] }, { exists: $(a) }], serial: [] } ] }\n").Run
            .ShouldBeOfType<ParallelCallDeclaration>().Calls[0];
        (call.Kind, call.NameText, call.Description).ShouldBe(("serial", "x$(i)", "d"));
        call.Needs.ShouldHaveSingleItem().Name.ShouldBe("db");
        var conditions = call.If!.Value;
        conditions[0].Operator.ShouldBe(PredicateOperator.LessThanOrEqual);
        conditions[0].Operands.Length.ShouldBe(2);
        conditions[0].Reference.ShouldBeNull();
        conditions[1].Reference!.Text.ShouldBe("$(a)");
        conditions[1].Operands.ShouldBeEmpty();
    }

    [Fact]
    public void Read_CallWithoutConditions_HasNone() => Run("serial: []").If.ShouldBeNull();

    [Fact]
    public void Read_Container_HasItsParts()
    {
        var call = Run("container: { image: { ref: alpine, platform: { arch: 386 }, pullCreds: { username: u, password: 1 } }, cmd: [a], dirs: { /a: }, files: { /b: $(x), /c: 5 }, "
            + "envVars: $(e), name: 7, sockets: { /s: $(t), /u: v }, workDir: /w, privileged: true, limits: { memory: 1.5g, cpus: 0.5, pids: 9 } }").ShouldBeOfType<ContainerCallDeclaration>();
        call.Image.Architecture!.Syntax.ShouldBeOfType<ScalarNode>().Kind.ShouldBe(ScalarKind.String, "fields of type string get the text of a number");
        call.Image.PullCreds!.Password.Syntax.ShouldBeOfType<ScalarNode>().Text.ShouldBe("1");
        call.Dirs.ShouldHaveSingleItem().ShouldSatisfyAllConditions(d => d.Path.ShouldBe("/a"), d => d.Value.ShouldBeNull(), d => d.Text.ShouldBeNull());
        call.Files.Select(f => (f.Path, f.Text)).ShouldBe([("/b", "$(x)"), ("/c", null)]);
        call.Sockets.Select(s => s.Variable).ShouldBe(["t", "v"]);
        call.ContainerName!.Syntax.ShouldBeOfType<ScalarNode>().Text.ShouldBe("7");
        call.Privileged.ShouldBeTrue();
        call.Limits.ShouldBe(new LimitsDeclaration(1610612736, 0.5, 9));
    }

    [Fact]
    public void Read_Ports_AreKeptAsWritten() =>
        Run("container: { image: { ref: a }, ports: { 80: 8080, 53udp: 53, 1-2/tcp: \"3-4\" } }").ShouldBeOfType<ContainerCallDeclaration>()
            .Ports.Select(p => (p.Container, p.Host)).ShouldBe([("80", "8080"), ("53udp", "53"), ("1-2/tcp", "3-4")]);

    [Fact]
    public void Read_OpCall_KeepsBothDirectionsOfOutputs()
    {
        var call = Run("op: { ref: $(./x), inputs: { a: , b: \"\", c: d }, outputs: { e: , f: $(g), h: i } }").ShouldBeOfType<OpCallDeclaration>();
        call.Ref.ShouldBe("$(./x)");
        call.Inputs.Select(i => (i.Name, i.Value is null)).ShouldBe([("a", true), ("b", true), ("c", false)]);
        call.Outputs.Select(o => (o.Key, o.Value, o.ValueName, o.IsReference)).ShouldBe([("e", null, "e", false), ("f", "$(g)", "g", true), ("h", "i", "i", false)]);
    }

    [Fact]
    public void Read_OlderPackageForm_IsTheRef()
    {
        var call = Run("op: { pkg: { ref: ../x, pullCreds: { username: u, password: p } } }").ShouldBeOfType<OpCallDeclaration>();
        call.Ref.ShouldBe("../x");
        call.PullCreds.ShouldNotBeNull();
    }

    [Fact]
    public void Read_Loops_TrimVariablesOfBothDialects()
    {
        var serial = Run("serialLoop: { range: [1], until: [{ eq: [1] }], vars: { index: i, value: $(v) }, run: { serial: [] } }").ShouldBeOfType<SerialLoopDeclaration>();
        serial.Vars.ShouldBe(new LoopVarsDeclaration("i", null, "v"));
        serial.Range.ShouldNotBeNull();
        serial.Until!.Value.Length.ShouldBe(1);
        Run("parallelLoop: { range: $(x), run: { op: { ref: a } } }").ShouldBeOfType<ParallelLoopDeclaration>().Run.ShouldBeOfType<OpCallDeclaration>();
    }

    private static CallDeclaration Run(string call) => Read($"name: a\nrun: {{ {call} }}\n").Run!;

    private static OpDeclaration Read(string text)
    {
        var found = new DiagnosticBag();
        var op = OpReader.Read(new SourceText("op.yml", text), found);
        return op.ShouldNotBeNull(string.Join("; ", found));
    }
}
