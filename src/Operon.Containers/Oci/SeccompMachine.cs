using System.Text.Json;

namespace Operon.Containers.Oci;

/// <summary>What the rules of a profile depend on.</summary>
/// <param name="Architecture">As docker names it, such as <c>amd64</c>.</param>
/// <param name="Capabilities">Those of the container.</param>
/// <param name="Kernel">The version of the kernel.</param>
internal sealed record SeccompMachine(string Architecture, IReadOnlyCollection<string> Capabilities, Version Kernel)
{
    /// <summary>Whether a rule is for this architecture.</summary>
    public bool HasArchitecture(JsonElement rule) =>
        (Named(rule, "includes", "arches") is not { } wanted || wanted.Contains(Architecture))
        && (Named(rule, "excludes", "arches") is not { } unwanted || !unwanted.Contains(Architecture));

    /// <summary>Whether a rule is for these capabilities and this kernel.</summary>
    public bool HasRest(JsonElement rule) =>
        (Named(rule, "includes", "caps") is not { } wanted || wanted.All(Capabilities.Contains))
        && (Named(rule, "excludes", "caps") is not { } unwanted || !unwanted.Any(Capabilities.Contains))
        && (!rule.TryGetProperty("includes", out var includes) || !includes.TryGetProperty("minKernel", out var kernel) || Kernel >= Version.Parse(kernel.GetString()!));

    private static string[]? Named(JsonElement rule, string when, string what) =>
        rule.TryGetProperty(when, out var conditions) && conditions.TryGetProperty(what, out var names)
            ? [.. names.EnumerateArray().Select(n => n.GetString()!)]
            : null;
}
