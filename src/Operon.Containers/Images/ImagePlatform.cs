using System.Runtime.InteropServices;

namespace Operon.Containers.Images;

/// <summary>The machine that an image is for: Linux on a processor, in the words of the OCI image specification.</summary>
/// <param name="Architecture">Such as <c>amd64</c>.</param>
/// <param name="Variant">Such as <c>v7</c>; null when any will do.</param>
public sealed record ImagePlatform(string Architecture, string? Variant = null)
{
    internal const string Os = "linux";

    /// <summary>This machine.</summary>
    public static ImagePlatform Machine { get; } = new(RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64");

    /// <summary>Reads what people write for a processor: <c>arm64</c>, <c>aarch64</c>, <c>arm/v7</c>, <c>linux/amd64</c>; empty is this machine.</summary>
    public static ImagePlatform Parse(string text)
    {
        var parts = text.Trim().ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is [Os, ..]) parts = parts[1..];
        if (parts.Length == 0) return Machine;
        var variant = parts.ElementAtOrDefault(1);
        return parts[0] switch
        {
            "x86_64" or "x86-64" => new ImagePlatform("amd64", variant),
            "aarch64" => new ImagePlatform("arm64", variant),
            "armhf" => new ImagePlatform("arm", variant ?? "v7"),
            "armel" => new ImagePlatform("arm", variant ?? "v6"),
            "i386" or "i686" => new ImagePlatform("386", variant),
            var name => new ImagePlatform(name, variant),
        };
    }

    /// <summary>Those of an index that are for this platform, the best first.</summary>
    internal IEnumerable<OciDescriptor> Among(IEnumerable<OciDescriptor> manifests) =>
        from manifest in manifests
        let platform = manifest.Platform
        where platform is { Os: Os } && platform.Architecture == Architecture && (Variant is null || Fits(platform.Variant))
        orderby platform.Variant is null || platform.Variant == Usual ? 0 : 1
        select manifest;

    /// <summary><c>linux/amd64</c>.</summary>
    public override string ToString() => $"{Os}/{Architecture}{(Variant is null ? "" : "/" + Variant)}";

    private string? Usual => Architecture switch { "arm64" => "v8", "arm" => "v7", _ => null };

    private bool Fits(string? other) => other == Variant || (other is null && Variant == Usual);
}
