using System.Diagnostics;

namespace Operon.Cli.Tests.Commands;

public sealed class OpInstallCommandTests : IDisposable
{
    private readonly WorkingDirectory directory = new();
    private readonly WorkingDirectory repository = new();

    public OpInstallCommandTests()
    {
        directory.Variables["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        repository.Write("op.yml", "name: one\n");
        repository.Write("sub/op.yml", "name: sub\n");
        repository.Write("sub/run.sh", "#!/bin/sh\n");
        repository.Write(".hidden", "x");
        File.SetUnixFileMode(Path.Combine(repository.Path, "sub/run.sh"), (UnixFileMode)0b111_101_101);
        Git("init", "--quiet", ".");
        Commit("1.0.0");
        repository.Write("op.yml", "name: two\n");
        Commit("2.0.0");
    }

    private string Installed => Path.Combine(directory.Path, ".opspec", repository.Path.Trim('/') + "#1.0.0");

    public void Dispose()
    {
        directory.Dispose();
        repository.Dispose();
    }

    [Theory]
    [InlineData("#1.0.0")]
    [InlineData("#1.0.0/sub")]
    public async Task Install_OfATag_CopiesTheWholeRepositoryAsItWas(string at)
    {
        (await directory.RunAsync("op", "install", $"file://{repository.Path}{at}")).ShouldBe(0, directory.Errors);

        (directory.Output, directory.Errors).ShouldBe(("", ""));
        (await File.ReadAllTextAsync(Path.Combine(Installed, "op.yml"), TestContext.Current.CancellationToken)).ShouldBe("name: one\n");
        File.GetUnixFileMode(Path.Combine(Installed, "sub/run.sh")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(Installed).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe([".hidden", "op.yml", "sub"]);
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Installed)!).ShouldHaveSingleItem();
        (await directory.RunAsync("op", "validate", repository.Path.Trim('/') + "#1.0.0/sub")).ShouldBe(0, directory.Errors);
    }

    [Fact]
    public async Task Install_OfWhatIsThere_LeavesItAsItIs()
    {
        Directory.CreateDirectory(Installed);

        (await directory.RunAsync("op", "install", $"file://{repository.Path}#1.0.0")).ShouldBe(0, directory.Errors);

        Directory.EnumerateFileSystemEntries(Installed).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("./a")]
    [InlineData("a")]
    [InlineData("file://REPOSITORY")]
    [InlineData("file://REPOSITORY#")]
    [InlineData("file://REPOSITORY#3.0.0")]
    [InlineData("file://REPOSITORY#main")]
    [InlineData("file://REPOSITORY#*")]
    [InlineData("file://REPOSITORY#--upload-pack=x")]
    [InlineData("file://REPOSITORY#1.0.0:refs")]
    [InlineData("file:///nowhere#1.0.0")]
    [InlineData("file://host/path#1.0.0")]
    [InlineData("github.com/owner/repository#1.0.0")]
    public async Task Install_OfWhatIsNone_SaysSoAndLeavesNothing(string reference)
    {
        (await directory.RunAsync("op", "install", reference.Replace("REPOSITORY", repository.Path, StringComparison.Ordinal))).ShouldBe(1);

        directory.Errors.ShouldContain("CLI0008");
        directory.Output.ShouldBeEmpty();
        Directory.EnumerateFiles(directory.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private void Commit(string tag)
    {
        Git("add", "--all");
        Git("-c", "user.name=me", "-c", "user.email=me@example.com", "commit", "--quiet", "-m", tag);
        Git("tag", tag);
    }

    private void Git(params string[] words)
    {
        using var git = Process.Start(new ProcessStartInfo("git", words) { WorkingDirectory = repository.Path })!;
        git.WaitForExit();
        git.ExitCode.ShouldBe(0);
    }
}
