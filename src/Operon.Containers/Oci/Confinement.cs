using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Operon.Host.Files;
using Operon.Host.Linux;

namespace Operon.Containers.Oci;

/// <summary>What containers of one engine may ask of the kernel, made ready once for all of them.</summary>
/// <param name="Json">The property <c>seccomp</c> of <c>linux</c>.</param>
/// <param name="Compiled">
/// The same as the kernel takes it, in Base64, for a runtime that takes it: a runtime that compiles it itself needs 15 ms to do so,
/// thrice what it needs for all else. Null when there is none.
/// </param>
[UnsupportedOSPlatform("windows")]
internal sealed record Confinement(byte[] Json, string? Compiled)
{
    /// <summary>The one for a runtime.</summary>
    /// <param name="program">The runtime.</param>
    /// <param name="data">Where the compiled filter is kept for the next engine.</param>
    public static Confinement For(OciProgram program, string data)
    {
        var filter = SeccompProfile.For(BundleConfig.Capabilities);
        var json = SeccompProfile.ToJson(filter);
        return new Confinement(json, program.TakesCompiledFilters ? Compile(filter, json, Path.Combine(data, "seccomp")) : null);
    }

    private static string? Compile(SystemCallFilter filter, byte[] json, string memory)
    {
        if (SystemCallCompiler.Version is not { } version) return null;
        var key = Convert.ToHexString(SHA256.HashData([.. Encoding.UTF8.GetBytes(version + "\n"), .. json]));
        if (Remembered(memory, key) is { } known) return known;
        if (SystemCallCompiler.Compile(filter) is not { } compiled) return null;
        var text = Convert.ToBase64String(compiled);

        // Where it cannot be kept, the next engine compiles it again.
        _ = DurableFile.Write(memory, Encoding.ASCII.GetBytes($"{key} {text}"));
        return text;
    }

    private static string? Remembered(string memory, string key)
    {
        try
        {
            return File.ReadAllText(memory).Split(' ') is [var known, var text] && known == key ? text : null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }
}
