using System.Text.Json;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly WorkingDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Doctor_OnThisMachine_SaysThatContainersRunAndMakesNoDataDirectory()
    {
        (await RunAsync("doctor")).ShouldBe(0, directory.Output + directory.Errors);

        directory.Output.ShouldStartWith("ok ");
        directory.Output.ShouldEndWith("\ncontainers can run here\n");
        Directory.Exists(Path.Combine(directory.Path, ".local")).ShouldBeFalse();
    }

    [Fact]
    public async Task Doctor_AsJson_HasWhatItsPageTells()
    {
        (await RunAsync("doctor", "--output", "json")).ShouldBe(0);

        using var json = JsonDocument.Parse(directory.Output);
        json.RootElement.GetProperty("format").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("canRun").GetBoolean().ShouldBeTrue();
        foreach (var check in json.RootElement.GetProperty("checks").EnumerateArray())
        {
            check.GetProperty("check").GetString().ShouldNotBeNullOrEmpty();
            check.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
            var isOk = check.GetProperty("state").GetString() == "ok";
            check.TryGetProperty("problem", out var problem).ShouldBe(!isOk);
            if (!isOk) problem.GetProperty("code").GetString()!.ShouldMatch("^[A-Z]{3}[0-9]{4}$");
        }
    }

    [Fact]
    public async Task Doctor_UserWhoMayHaveNoContainers_Is1AndSaysWhy()
    {
        using var refused = new WorkingDirectory(() => new Diagnostic(Host.HostRules.NoUserNamespace, "no sub-ids") { Fix = "usermod" });
        refused.Variables["PATH"] = Environment.GetEnvironmentVariable("PATH")!;

        (await refused.RunAsync("doctor")).ShouldBe(1);

        refused.Output.ShouldContain("HST0008: no sub-ids\n");
        refused.Output.ShouldContain("fix: usermod\n");
        refused.Output.ShouldEndWith("\ncontainers cannot run here\n");
    }

    private Task<int> RunAsync(params string[] words)
    {
        directory.Variables["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        return directory.RunAsync(words);
    }
}
