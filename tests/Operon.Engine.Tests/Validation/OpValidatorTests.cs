using Operon.Content.Locations;
using Operon.Engine.Files;
using Operon.Engine.Sources;
using Operon.Engine.Validation;
using Operon.Opspec.Binding;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests.Validation;

public sealed class OpValidatorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-validate-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("op: { ref: ../main }", true)]
    [InlineData("serial: [{ parallel: [{ op: { ref: ../main } }] }]", true)]
    [InlineData("parallelLoop: { range: [1], run: { op: { ref: ../main } } }", true)]
    [InlineData("serialLoop: { range: [1], run: { op: { ref: ../main } } }", true)]
    [InlineData("{ if: [{ exists: $(./op.yml) }], op: { ref: ../main } }", false)]
    [InlineData("parallelLoop: { range: [], run: { op: { ref: ../main } } }", false)]
    [InlineData("parallelLoop: { range: $(list), run: { op: { ref: ../main } } }", false)]
    [InlineData("serialLoop: { range: [1], until: [{ exists: $(./op.yml) }], run: { op: { ref: ../main } } }", false)]
    public void OpThatCallsItself_IsWarnedOf_UnlessSomethingMayEndIt(string run, bool warned) =>
        Op("main", run, "inputs: { list: { array: { default: [] } } }").Validate().Select(p => p.Code).ShouldBe(warned ? ["OPS0609"] : []);

    [Fact]
    public void OpsThatCallEachOther_AreWarnedOfOncePerCircle()
    {
        var problem = Op("main", "serial: [{ op: { ref: ../a } }, { op: { ref: ../b } }, { op: { ref: ../b } }]", "").Op("a", "op: { ref: ../b }", "").Op("b", "op: { ref: ../a }", "").Validate().ShouldHaveSingleItem();

        problem.Code.ShouldBe("OPS0609");
        problem.Message.ShouldContain("a → ");
    }

    [Theory]
    [InlineData("serial: [{ container: { image: { ref: $(image) } } }]", "inputs: { image: { string: {} } }")]
    [InlineData("serial: [{ container: { image: { ref: a }, dirs: { /d: $(made) } } }, { container: { image: { ref: a }, dirs: { /d: $(made) } } }]", "outputs: { made: { dir: {} } }")]
    [InlineData("parallelLoop: { range: [1], vars: { index: $(i), key: $(k), value: $(v) }, run: { container: { image: { ref: a }, cmd: [$(i), $(k), $(v)] } } }", "")]
    [InlineData("serialLoop: { until: [{ exists: $(done) }], run: { container: { image: { ref: a }, files: { /f: $(done) } } } }", "")]
    [InlineData("container: { image: { ref: a }, cmd: [\\$(not, $(./op.yml), $(in.put), \"$(list[0])\"] }", "inputs: { in.put: { string: {} }, list: { array: {} } }")]
    [InlineData("op: { ref: github.com/somebody/something#1.0.0, inputs: { a: 1 }, outputs: { b: } }", "outputs: { b: { string: {} } }")]
    [InlineData("op: { ref: $(tool), outputs: { b: $(made) } }", "inputs: { tool: { dir: {} } }\noutputs: { made: { string: {} } }")]
    [InlineData("parallel: [{ name: a, serial: [] }, { needs: [a], serial: [] }]", "")]
    [InlineData("container: { image: { ref: a }, dirs: { /d: $(d) }, cmd: [$(d/file), \"$(d/a)$(d/b)\"] }", "inputs: { d: { dir: {} } }")]
    [InlineData("serial: [{ container: { image: { ref: a }, dirs: { /d: $(d) } } }, { container: { image: { ref: a }, files: { /f: $(d) }, cmd: [\"$(d)/x\"] } }]", "")]
    [InlineData("serialLoop: { range: [a], vars: { value: $(d) }, run: { container: { image: { ref: a }, cmd: [\"$(d)/x\"] } } }", "inputs: { d: { dir: {} } }")]
    [InlineData("serial: [{ op: { ref: $(tool), outputs: { d: } } }, { container: { image: { ref: a }, cmd: [\"$(d)/x\"] } }]", "inputs: { d: { dir: {} }, tool: { dir: {} } }")]
    public void SoundOp_HasNoProblems(string run, string parameters) =>
        Op("main", run, parameters).Validate().ShouldBeEmpty();

    [Theory]
    [InlineData("container: { image: { ref: $(imgae) } }", "inputs: { image: { string: {} } }", "OPS0601", "write 'image'")]
    [InlineData("container: { image: { ref: a }, cmd: [$(x)] }", "", "OPS0601", null)]
    [InlineData("container: { image: { ref: a }, envVars: { A: $(x) } }", "", "OPS0601", null)]
    [InlineData("container: { image: { ref: a }, workDir: $(x) }", "", "OPS0601", null)]
    [InlineData("container: { image: { ref: a }, name: $(x) }", "", "OPS0601", null)]
    [InlineData("{ name: $(x), serial: [] }", "", "OPS0601", null)]
    [InlineData("{ if: [{ eq: [$(x), 1] }], serial: [] }", "", "OPS0601", null)]
    [InlineData("serialLoop: { range: $(x), run: { serial: [] } }", "", "OPS0601", null)]
    [InlineData("serialLoop: { until: [{ eq: [$(x), 1] }], run: { serial: [] } }", "", "OPS0601", null)]
    [InlineData("parallelLoop: { range: $(x), run: { serial: [] } }", "", "OPS0601", null)]
    [InlineData("op: { ref: ../callee, inputs: { text: $(x) } }", "", "OPS0601", null)]
    [InlineData("op: { ref: ../callee, inputs: { text: } }", "", "OPS0601", null)]
    [InlineData("op: { ref: $(x) }", "", "OPS0601", null)]
    [InlineData("container: { image: { ref: a }, cmd: [$(./nothing)] }", "", "OPS0602", null)]
    [InlineData("container: { image: { ref: a }, cmd: [$(../nothing)] }", "", "OPS0602", null)]
    [InlineData("op: { ref: ../nowhere }", "", "OPS0603", null)]
    [InlineData("op: { ref: ../empty }", "", "OPS0603", null)]
    [InlineData("op: { ref: ../callee }", "", "OPS0604", "add text to the inputs of the call")]
    [InlineData("parallel: [{ name: server, serial: [] }, { needs: [sever], serial: [] }]", "", "OPS0605", "write 'server'")]
    [InlineData("serial: [{ name: a, serial: [] }, { needs: [a], serial: [] }]", "", "OPS0606", null)]
    [InlineData("serial: []", "outputs: { out: { string: {} } }", "OPS0607", null)]
    [InlineData("container: { image: { ref: a }, cmd: [cat, $(d)/x] }", "inputs: { d: { dir: {} } }", "OPS0610", "write the path of a file in it inside of the parentheses, such as $(d/file)")]
    [InlineData("container: { image: { ref: a }, files: { /f: $(./)/x } }", "", "OPS0610", "write the path of a file in it inside of the parentheses, such as $(./file)")]
    [InlineData("op: { ref: ../callee, inputs: { text: \"$(d)/x\" } }", "inputs: { d: { dir: {} } }", "OPS0610", null)]
    [InlineData("serial: [{ container: { image: { ref: a }, dirs: { /d: $(d) } } }, { container: { image: { ref: a }, cmd: [\"$(d)/x\"] } }]", "", "OPS0610", null)]
    [InlineData("op: { ref: ../callee, inputs: { text: x, count: many } }", "", "OPS0608", null)]
    [InlineData("op: { ref: ../callee, inputs: { text: x, count: 11 } }", "", "OPS0608", null)]
    public void WhatWillFailWhenItRuns_IsAWarningWithItsPlace(string run, string parameters, string code, string? fix)
    {
        Callee().Op("main", run, parameters);
        Directory.CreateDirectory(Path.Combine(folder, "empty"));

        var problem = Validate().ShouldHaveSingleItem();

        problem.Code.ShouldBe(code);
        problem.Severity.ShouldBe(DiagnosticSeverity.Warning);
        problem.Span.ShouldNotBeNull().ToString().ShouldStartWith("./main/op.yml:");
        if (fix is not null) problem.Fix.ShouldBe(fix);
    }

    [Fact]
    public void NamesOfASibling_AreNotInScopeInParallel_ButAfterIt()
    {
        const string Make = "{ container: { image: { ref: a }, files: { /f: $(made) } } }";
        const string Use = "{ container: { image: { ref: a }, cmd: [$(made)] } }";

        Op("main", $"parallel: [{Make}, {Use}]").Validate().ShouldHaveSingleItem().Rule.ShouldBe(ValidationRules.NeverInScope);
        Op("main", $"serial: [{{ parallel: [{Make}] }}, {Use}]").Validate().ShouldBeEmpty();
        Op("main", $"serial: [{Use}, {Make}]").Validate().ShouldHaveSingleItem().Rule.ShouldBe(ValidationRules.NeverInScope);
    }

    [Fact]
    public void Arguments_ThatTheCalleeDoesNotDeclare_AreWarnings()
    {
        Callee().Op("main", "op: { ref: ../callee, inputs: { text: x, txet: $(nope) }, outputs: { wrong: } }");

        var problems = Validate();

        problems.ShouldAllBe(p => p.Severity == DiagnosticSeverity.Warning);
        problems.ShouldContain(p => p.Message.Contains("'txet'", StringComparison.Ordinal));
        problems.ShouldContain(p => p.Rule == BindingRules.UnknownOutput);
        problems.ShouldContain(p => p.Rule == ValidationRules.NeverInScope);
    }

    [Theory]
    [InlineData("inputs: { a: { number: { default: many } } }")]
    [InlineData("inputs: { a: { number: { default: 3, constraints: { maximum: 2 } } } }")]
    [InlineData("inputs: { a: { string: { constraints: { pattern: '(' } } } }")]
    [InlineData("outputs: { a: { string: { default: abc, constraints: { maxLength: 2 } } } }")]
    [InlineData("inputs: { a: { file: { default: $(./nothing) } } }")]
    public void Parameters_WhoseDefaultOrConstraintCannotWork_AreWarnings(string parameters)
    {
        var problem = Op("main", "serial: []", parameters).Validate().ShouldHaveSingleItem();

        problem.Severity.ShouldBe(DiagnosticSeverity.Warning);
        problem.Span.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("name: main\nrum: {}\n")]
    [InlineData("name: main\nrun: { serial: [ }\n")]
    [InlineData("name: [main]\n")]
    [InlineData("")]
    public void WhatTheSchemaRefuses_IsAnError_AlsoInACalledOp(string content)
    {
        File("main/op.yml", content).Validate().ShouldContain(p => p.Severity == DiagnosticSeverity.Error);
        File("bad/op.yml", content).Op("main", "serial: [{ op: { ref: ../bad } }, { op: { ref: ../bad } }]");

        var problems = Validate();

        problems.ShouldContain(p => p.Severity == DiagnosticSeverity.Error);
        problems.ShouldAllBe(p => p.Span!.Value.ToString().StartsWith("./bad/op.yml:", StringComparison.Ordinal));
        problems.ShouldBeUnique();
    }

    [Fact]
    public void DirectoryWithoutOp_IsAnError()
    {
        Validate("nowhere").ShouldHaveSingleItem().Rule.ShouldBe(EngineRules.NoOpFile);
        File("main/op.yaml", "").Validate().ShouldHaveSingleItem().Fix.ShouldBe("rename op.yaml to op.yml");
    }

    [Fact]
    public void Problems_OfAnOp_AreAllTold_InTheirOrder()
    {
        var problems = Op("main", "serial:\n  - container: { image: { ref: $(first) } }\n  - op: { ref: ../nowhere }\n  - container: { image: { ref: a }, cmd: [$(third)] }", "outputs: { out: { string: {} } }").Validate();

        problems.Select(p => p.Rule).ShouldBe([ValidationRules.OutputNeverSet, ValidationRules.NeverInScope, ValidationRules.MissingOp, ValidationRules.NeverInScope]);
    }

    [Fact]
    public void OpsThatCallOneAnother_AreCheckedOnceEach()
    {
        var reading = new CountingFiles(folder);
        Op("main", "serial: [{ op: { ref: ../main } }, { op: { ref: ../other } }, { container: { image: { ref: $(a) } } }]")
            .Op("other", "serial: [{ op: { ref: ../main } }, { op: { ref: ../other/../main } }, { op: { ref: '$(../main)' } }, { container: { image: { ref: $(b) } } }]");

        Validate(files: reading).Where(p => p.Code != "OPS0609").Select(p => p.Message).ShouldBe(["'a' is not in scope here", "'b' is not in scope here"]);
        reading.Reads.ShouldBeLessThan(20);
    }

    [Fact]
    public void OpThatIsItselfThroughALink_IsCheckedOnce()
    {
        var reading = new CountingFiles(folder);
        Op("main", "op: { ref: again }");
        Directory.CreateSymbolicLink(Path.Combine(folder, "main", "again"), ".");

        Validate(files: reading).ShouldAllBe(p => p.Severity == DiagnosticSeverity.Warning);
        reading.Reads.ShouldBeLessThan(5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TreeOfThousandOps_IsCheckedWhole(bool chain)
    {
        for (var i = 0; i < 1000; i++)
        {
            var calls = chain ? $"{{ op: {{ ref: ../op{i + 1} }} }}" : string.Join(", ", Enumerable.Range((i * 10) + 1, 10).Where(c => c < 1000).Select(c => $"{{ op: {{ ref: ../op{c} }} }}"));
            Op($"op{i}", $"serial: [{(chain && i == 999 ? "" : calls)}]", i == 999 ? "outputs: { last: { string: {} } }" : "");
        }

        Validate("op0").ShouldHaveSingleItem().Message.ShouldContain("'last'");
    }

    [Fact]
    public void Validation_MakesNothing()
    {
        Callee().Op("main", "serial: [{ container: { image: { ref: a }, dirs: { /d: '$(./new/dir)', /made: $(made) }, files: { /f: } } }, { op: { ref: ../callee, inputs: { text: x, dir: { /a: b } } } }]");
        var before = Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories);

        _ = Validate();

        Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).ShouldBe(before, ignoreOrder: true);
    }

    private OpValidatorTests Callee() =>
        Op("callee", "serial: []", "inputs: { text: { string: {} }, count: { number: { default: 1, constraints: { maximum: 10 } } }, dir: { dir: { default: $(./) } } }\noutputs: { text: { string: {} } }");

    private OpValidatorTests Op(string name, string run, string parameters = "") =>
        File(Path.Combine(name, "op.yml"), $"name: {name}\n{parameters}\nrun:\n{string.Join('\n', run.Split('\n').Select(l => "  " + l))}\n");

    [Fact]
    public void ManyOps_AreCheckedSideBySide_AndReportedInTheirOrder()
    {
        var ops = Enumerable.Range(0, 200).Select(i => $"op{i}").ToList();
        foreach (var op in ops) File($"{op}/op.yml", $"name: x\nrun: {{ container: {{ image: {{ ref: alpine }}, cmd: [$({op})] }} }}\n");
        var problems = new DiagnosticBag();

        new OpValidator(Loader(new CountingFiles(folder)), new CountingFiles(folder)).Validate(ops.Select(o => new LocalLocation(Path.Combine(folder, o))), problems);

        problems.Select(p => p.Message).ShouldBe(ops.Select(o => $"'{o}' is not in scope here"));
    }

    private OpLoader Loader(CountingFiles files) => new(files, new DisplayPaths(folder, null));

    private OpValidatorTests File(string path, string content)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, content);
        return this;
    }

    private List<Diagnostic> Validate(string op = "main", CountingFiles? files = null)
    {
        files ??= new CountingFiles(folder);
        var problems = new DiagnosticBag();
        new OpValidator(Loader(files), files).Validate([new LocalLocation(Path.Combine(folder, op))], problems);
        return [.. problems];
    }
}
