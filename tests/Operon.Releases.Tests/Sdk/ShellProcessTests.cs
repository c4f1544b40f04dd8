using System.Runtime.Versioning;
using Operon.Releases.Sdk.Functions;
using Operon.Testing;

namespace Operon.Releases.Tests.Sdk;

/// <summary>Commands that must end with this process.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ShellProcessTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-shell-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("sh")]
    [InlineData("bash")]
    [InlineData("/bin/sh")]
    public void Run_OfACommandThatIsEntrusted_BeginsWhenItIs(string shell)
    {
        var hasBegunEarly = true;
        var process = new ShellProcess(shell, "touch begun; cat; echo \"$0\"", folder, Variables(), null, _ =>
        {
            hasBegunEarly = HasBegunSoon();
            return new MemoryStream();
        });

        process.Run(CancellationToken.None).ShouldBe(0);
        hasBegunEarly.ShouldBeFalse();
        File.Exists(Path.Combine(folder, "begun")).ShouldBeTrue();
        System.Text.Encoding.UTF8.GetString(process.Output).ShouldBe(shell + "\n");
    }

    [Theory]
    [InlineData("sh", "/nowhere")]
    [InlineData("sh", null)]
    [InlineData("sh", "FOLDER")]
    [InlineData("./own", "/usr/bin:/bin")]
    public void Run_OfAShellThatTheCommandFindsElsewhere_BeginsWhenItIsEntrustedToo(string shell, string? path)
    {
        foreach (var own in new[] { "sh", "own" }) ExecutableFile.Write(Path.Combine(folder, own), "#!/bin/sh\n[ \"$1\" = -c ] && shift && exec /bin/sh -c \"$1\"\n");

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (path is not null) variables["PATH"] = path.Replace("FOLDER", folder, StringComparison.Ordinal);
        var hasBegunEarly = true;
        var process = new ShellProcess(shell, ": > begun; echo \"${PATH-none}\"", folder, variables, null, _ =>
        {
            hasBegunEarly = HasBegunSoon();
            return new MemoryStream();
        });

        process.Run(CancellationToken.None).ShouldBe(0);
        hasBegunEarly.ShouldBeFalse();
        File.Exists(Path.Combine(folder, "begun")).ShouldBeTrue();
        if (path is not null) System.Text.Encoding.UTF8.GetString(process.Output).ShouldBe(variables["PATH"] + "\n");
    }

    [Theory]
    [InlineData("no-such-shell")]
    [InlineData("./plain")]
    [InlineData("/no/such/shell")]
    public void Run_OfAShellThatIsNone_SaysSo(string shell)
    {
        File.WriteAllText(Path.Combine(folder, "plain"), "");
        var process = new ShellProcess(shell, "touch begun", folder, Variables(), null, _ => new MemoryStream());
        Should.Throw<Operon.Releases.Sdk.Evaluation.SdkError>(() => process.Run(CancellationToken.None)).Message.ShouldContain(shell);
    }

    [Fact]
    public void Run_OfACommandThatCannotBeEntrusted_DoesNothing()
    {
        var process = new ShellProcess("sh", "touch begun", folder, Variables(), null, _ => throw new InvalidOperationException("no"));
        Should.Throw<InvalidOperationException>(() => process.Run(CancellationToken.None));
        HasBegunSoon().ShouldBeFalse();
    }

    private bool HasBegunSoon() => SpinWait.SpinUntil(() => File.Exists(Path.Combine(folder, "begun")), TimeSpan.FromMilliseconds(200));

    private static Dictionary<string, string> Variables() => new(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! };
}
