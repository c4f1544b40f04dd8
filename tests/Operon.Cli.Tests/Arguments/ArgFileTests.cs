using Operon.Cli.Arguments;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Tests.Arguments;

public sealed class ArgFileTests : IDisposable
{
    private readonly WorkingDirectory directory = new();
    private readonly DiagnosticBag problems = new();

    [Fact]
    public void Read_NoFile_IsEmpty()
    {
        ArgFile.Read("args.yml", directory.Path, problems).ShouldBeEmpty();
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    public void Read_FileOfNothing_IsEmpty(string text)
    {
        directory.Write("args.yml", text);
        ArgFile.Read("args.yml", directory.Path, problems).ShouldBeEmpty();
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a: text", "text")]
    [InlineData("a: 'null'", "null")]
    [InlineData("a: null", "null")]
    [InlineData("a: 010", "8")]
    [InlineData("a: true", "true")]
    [InlineData("a: [1, {b: c}]", "[1,{\"b\":\"c\"}]")]
    [InlineData("a: ''", "")]
    public void Read_OfAValue_IsItsTextOrJson(string text, string expected)
    {
        directory.Write("args.yml", text);
        ArgFile.Read("args.yml", directory.Path, problems)["a"].ToString().ShouldBe(expected);
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("- a", "it holds no names and values")]
    [InlineData("text", "it holds no names and values")]
    [InlineData("a: [", "it is not YAML")]
    public void Read_OfOtherText_SaysWhatIsWrong(string text, string expected)
    {
        directory.Write("args.yml", text);
        ArgFile.Read("args.yml", directory.Path, problems).ShouldBeEmpty();
        var problem = problems.ShouldHaveSingleItem();
        problem.Rule.ShouldBe(CliRules.UnreadableArgFile);
        problem.Message.ShouldBe($"argument file 'args.yml' cannot be used: {expected}");
    }

    [Fact]
    public void Read_OfADirectory_SaysSo()
    {
        Directory.CreateDirectory(Path.Combine(directory.Path, "args.yml"));
        ArgFile.Read("args.yml", directory.Path, problems);
        problems.ShouldHaveSingleItem().Message.ShouldEndWith("it is a directory");
    }

    [Fact]
    public async Task Read_OfAPipeAmongFiles_SaysSoAtOnce()
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(directory.Path, "args.yml")]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        ArgFile.Read("args.yml", directory.Path, problems).ShouldBeEmpty();
        problems.ShouldHaveSingleItem().Message.ShouldEndWith("it is no regular file");
    }

    [Fact]
    public void Read_OfAnEndlessFile_EndsAtTheLimit()
    {
        ArgFile.Read("/dev/zero", directory.Path, problems).ShouldBeEmpty();
        problems.ShouldHaveSingleItem().RootCause.Code.ShouldBe("OPS0001");
    }

    [Fact]
    public void Read_OfTheNullDevice_IsEmpty()
    {
        ArgFile.Read("/dev/null", directory.Path, problems).ShouldBeEmpty();
        problems.ShouldBeEmpty();
    }

    public void Dispose() => directory.Dispose();
}
