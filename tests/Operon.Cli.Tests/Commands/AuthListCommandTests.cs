namespace Operon.Cli.Tests.Commands;

public sealed class AuthListCommandTests : IDisposable
{
    private const string Password = "s3cret-word";
    private readonly WorkingDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task List_Logins_ShowsWhoLogsInWhereAndNoPassword()
    {
        await AddAsync("ghcr.io/me", "joe");
        await AddAsync("docker.io", "ann");
        await AddAsync("token.example", "");

        (await directory.RunAsync("auth", "ls")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldBe("docker.io ann\nghcr.io/me joe\ntoken.example\n");
    }

    [Fact]
    public async Task List_AsJson_HoldsNoPassword()
    {
        await AddAsync("ghcr.io/me", "joe");

        (await directory.RunAsync("auth", "ls", "--json")).ShouldBe(0, directory.Errors);

        directory.Output.ShouldContain("\"resource\": \"ghcr.io/me\"");
        directory.Output.ShouldContain("\"username\": \"joe\"");
        directory.Output.ShouldNotContain(Password);
    }

    [Fact]
    public async Task List_WithoutLogins_PrintsNothing()
    {
        (await directory.RunAsync("auth", "ls")).ShouldBe(0, directory.Errors);
        (directory.Output, directory.Errors).ShouldBe(("", ""));
    }

    [Fact]
    public async Task Remove_ALogin_ForgetsItAndNoOther()
    {
        await AddAsync("ghcr.io/me", "joe");
        await AddAsync("ghcr.io", "ann");

        (await directory.RunAsync("auth", "rm", "https://GHCR.io/Me/")).ShouldBe(0, directory.Errors);

        (await directory.RunAsync("auth", "ls")).ShouldBe(0, directory.Errors);
        directory.Output.ShouldBe("ghcr.io ann\n");
    }

    [Fact]
    public async Task Remove_WhatIsNotKept_IsRefused()
    {
        (await directory.RunAsync("auth", "rm", "ghcr.io")).ShouldBe(1);
        directory.Errors.ShouldContain("HST0012: no login is kept for ghcr.io");
        await AddAsync("ghcr.io", "joe");
        (await directory.RunAsync("auth", "rm", "ghrc.io")).ShouldBe(1);
        directory.Errors.ShouldContain("write ghcr.io");
    }

    private async Task AddAsync(string resource, string username) =>
        (await directory.RunAsync("auth", "add", resource, "-u", username, "-p", Password)).ShouldBe(0, directory.Errors);
}
