using Operon.Host.Credentials;

namespace Operon.Cli.Tests.Commands;

public sealed class AuthAddCommandTests
{
    private const string Password = "s3cret-word";

    [Theory]
    [InlineData("auth", "add", "ghcr.io/me", "-u", "joe", "-p", Password)]
    [InlineData("auth", "add", "-u=joe", "--password=" + Password, "GHCR.io/Me")]
    [InlineData("auth", "add", "-ujoe", "-p" + Password, "https://ghcr.io/me/")]
    [InlineData("--no-color", "auth", "add", "--username", "joe", "ghcr.io/me", "--password", Password)]
    public async Task Add_InAnyFormOfOpctl_KeepsTheLoginAndSaysNothing(params string[] words)
    {
        using var directory = new WorkingDirectory();

        (await directory.RunAsync(words)).ShouldBe(0, directory.Errors);

        (directory.Output, directory.Errors).ShouldBe(("", ""));
        (await KeptAsync(directory, "ghcr.io/me/tool")).ShouldBe(new Login("joe", Password));
        (await KeptAsync(directory, "ghcr.io/you/tool")).ShouldBeNull();
    }

    [Theory]
    [InlineData("OPCTL_")]
    [InlineData("OPERON_")]
    public async Task Add_Variables_CountWhereNoOptionIsGiven(string prefix)
    {
        using var directory = new WorkingDirectory();
        directory.Variables[prefix + "AUTH_ADD_USERNAME"] = "joe";
        directory.Variables[prefix + "AUTH_ADD_PASSWORD"] = Password;

        (await directory.RunAsync("auth", "add", "one.example")).ShouldBe(0, directory.Errors);
        (await directory.RunAsync("auth", "add", "two.example", "-u", "ann", "-p", "other")).ShouldBe(0, directory.Errors);

        (await KeptAsync(directory, "one.example/x")).ShouldBe(new Login("joe", Password));
        (await KeptAsync(directory, "two.example/x")).ShouldBe(new Login("ann", "other"));
    }

    [Theory]
    [InlineData(Password)]
    [InlineData(Password + "\n")]
    [InlineData(Password + "\r\n")]
    public async Task Add_PasswordOnStandardInput_IsTakenWithoutItsLineEnd(string input)
    {
        using var directory = new WorkingDirectory(input: input);
        directory.Variables["OPCTL_AUTH_ADD_PASSWORD"] = "not this";

        (await directory.RunAsync("auth", "add", "ghcr.io", "-u", "joe", "--password-stdin")).ShouldBe(0, directory.Errors);

        (await KeptAsync(directory, "ghcr.io/x")).ShouldBe(new Login("joe", Password));
    }

    [Theory]
    [InlineData("auth", "add", "ghcr.io", Password, "-u", "joe")]
    [InlineData("auth", "add", Password + " word", "-u", "joe", "-p", Password)]
    [InlineData("auth", "add", "ghcr.io", "-u", "joe", "--pasword=" + Password)]
    [InlineData("auth", "add", "ghcr.io", "-u", "joe", "-P" + Password)]
    [InlineData("auth", "add", "ghcr.io", "-u", "joe", "--password-stdin=" + Password)]
    [InlineData("auth", "add", "ghcr.io", "-u", "joe", "-p", Password, "--password-stdin")]
    [InlineData("auth", "add", "ghcr.io", "-u", "joe", "-p", Password, "--no-color=" + Password)]
    [InlineData("auth", "add", "ghcr.io", "-u", "joe")]
    [InlineData("auth", "add", "ghcr.io", "-u", "joe", "--password-stdin")]
    [InlineData("auth", "add", "ghcr.io")]
    public async Task Add_WhatCannotBeDone_Is1AndNeverShowsThePassword(params string[] words)
    {
        using var directory = new WorkingDirectory();

        (await directory.RunAsync(words)).ShouldBe(1);

        directory.Errors.ShouldContain("error ");
        directory.Errors.ShouldNotContain(Password);
        directory.Output.ShouldBeEmpty();
        System.IO.File.Exists(File(directory)).ShouldBeFalse();
    }

    [Fact]
    public async Task Help_WithAPasswordInAVariable_DoesNotShowIt()
    {
        using var directory = new WorkingDirectory();
        directory.Variables["OPCTL_AUTH_ADD_PASSWORD"] = Password;

        (await directory.RunAsync("auth", "add", "--help")).ShouldBe(0);

        directory.Output.ShouldContain("OPCTL_AUTH_ADD_PASSWORD");
        directory.Output.ShouldNotContain(Password);
    }

    private static string File(WorkingDirectory directory) => Path.Combine(directory.Path, ".local/share/operon/logins.json");

    private static async Task<Login?> KeptAsync(WorkingDirectory directory, string resource) =>
        (await new LoginStore(File(directory), TimeProvider.System).FindAsync(resource, TestContext.Current.CancellationToken)).Value;
}
