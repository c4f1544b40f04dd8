using Operon.Content.Locations;
using Operon.Engine.Calls;
using Operon.Engine.Sources;
using Operon.Opspec.Declarations;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests.Calls;

public sealed class LoopRangeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-range-").FullName;
    private readonly CountingFiles files;
    private readonly ShiftedClock clock = new();
    private Scope scope;

    public LoopRangeTests()
    {
        files = new CountingFiles(folder);
        scope = Scope.Of(new LocalLocation(folder));
    }

    [Fact]
    public void In_NothingChanged_IsNotEvaluatedAgain()
    {
        var range = Range("$(items)");
        Bind("items", "[1, 2]");
        var first = range.In(scope).Value;

        Bind("other", "x");
        range.In(scope).Value.ShouldBe(first);
    }

    [Fact]
    public void In_VariableBoundAgain_IsEvaluatedAgain()
    {
        var range = Range("$(items)");
        Bind("items", "[1, 2]");
        range.In(scope).Value.Length.ShouldBe(2);

        Bind("items", "[1, 2, 3]");
        range.In(scope).Value.Length.ShouldBe(3);
    }

    [Fact]
    public void In_NameThatComesIntoScope_CountsAsBoundAgain()
    {
        var range = Range("$(o.list)");
        Bind("o.list", "[1]");
        range.In(scope).Value.Length.ShouldBe(1);

        // The plain name goes before the dotted one.
        Bind("o", "{ \"list\": [1, 2] }");
        range.In(scope).Value.Length.ShouldBe(2);
    }

    [Fact]
    public void In_FileThatStays_IsReadOnce()
    {
        Write("[1, 2]");
        var range = Range("$(./items.json)");
        clock.Ahead = TimeSpan.FromSeconds(1);

        for (var i = 0; i < 5; i++) range.In(scope).Value.Length.ShouldBe(2);

        files.Reads.ShouldBe(1);
    }

    [Fact]
    public void In_FileWrittenAgain_IsReadAgain()
    {
        Write("[1, 2]");
        var range = Range("$(./items.json)");
        clock.Ahead = TimeSpan.FromSeconds(1);
        range.In(scope).Value.Length.ShouldBe(2);

        Write("[1, 2, 3]");
        range.In(scope).Value.Length.ShouldBe(3);
    }

    [Fact]
    public void In_FileWrittenJustNow_IsNotTrustedToStay()
    {
        // Two writes of one size within a tick of the file system's clock look the same.
        Write("[1, 2]");
        var range = Range("$(./items.json)");
        range.In(scope).Value[0].Item.ShouldBeOfType<NumberValue>().Value.ShouldBe(1);

        Write("[7, 8]");
        range.In(scope).Value[0].Item.ShouldBeOfType<NumberValue>().Value.ShouldBe(7);
    }

    [Fact]
    public void In_FileIsGone_Fails()
    {
        Write("[1, 2]");
        var range = Range("$(./items.json)");
        clock.Ahead = TimeSpan.FromSeconds(1);
        range.In(scope).IsOk.ShouldBeTrue();

        File.Delete(Path.Combine(folder, "items.json"));
        range.In(scope).IsOk.ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Bind(string name, string text) => scope = scope.With(name, new StringValue(text));

    private void Write(string json) => File.WriteAllText(Path.Combine(folder, "items.json"), json);

    private LoopRange Range(string range)
    {
        File.WriteAllText(Path.Combine(folder, "op.yml"), $"name: x\nrun: {{ serialLoop: {{ range: '{range}', vars: {{ value: v }}, run: {{ serial: [] }} }} }}\n");
        var op = new OpLoader(new CountingFiles(folder), new DisplayPaths(folder, null)).Load(new LocalLocation(folder), null, new DiagnosticBag())!;
        return new LoopRange(((SerialLoopDeclaration)op.Declaration.Run!).Range!, files, clock);
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
