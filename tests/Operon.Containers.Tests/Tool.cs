using System.Diagnostics;

namespace Operon.Containers.Tests;

/// <summary>Programs of the system that tests ask or take as a yardstick.</summary>
internal static class Tool
{
    /// <summary>Runs a program that must succeed, and gives what it prints.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {await error}");
        return output;
    }

    /// <summary>Sends bytes through a program.</summary>
    public static async Task<byte[]> PipeAsync(byte[] input, string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, program);
        return output.ToArray();
    }

    /// <summary>Sets an extended attribute to bytes given in hexadecimal.</summary>
    public static Task SetAttributeAsync(string path, string name, string value) =>
        RunAsync("python3", "-c", "import os, sys; os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))", path, name, value);

    /// <summary>The extended attributes of a file, sorted, as <c>name=hexadecimal</c>.</summary>
    public static async Task<string> AttributesAsync(string path) =>
        (await RunAsync("python3", "-c", "import os, sys; print(*sorted(n + '=' + os.getxattr(sys.argv[1], n).hex() for n in os.listxattr(sys.argv[1])))", path)).TrimEnd('\n');

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
