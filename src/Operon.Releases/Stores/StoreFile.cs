using Operon.Host.Linux;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Stores;

/// <summary>The file that makes a folder a store, and says of which kind and format (releases, section 3.4).</summary>
/// <param name="Version">The format.</param>
/// <param name="Kind">What the store holds; null: it says nothing about that, as those of format 2.</param>
public sealed record StoreFile(int Version, StoreKind? Kind)
{
    /// <summary>Its name.</summary>
    public const string Name = ".ocuroot-store";

    /// <summary>The format that is written.</summary>
    public const int CurrentVersion = 3;

    private const int OldVersion = 2;
    private const int MaxLength = 1 << 20;

    /// <summary>Whether the store only lacks what says that its format is the current one.</summary>
    public bool IsOld => Version == OldVersion;

    /// <summary>Reads one.</summary>
    /// <param name="text">Its content.</param>
    /// <param name="place">The store, for the diagnostic.</param>
    /// <returns>What it says, or <see cref="StoreRules.Incompatible"/>.</returns>
    public static Result<StoreFile> Parse(ReadOnlySpan<byte> text, string place)
    {
        if (!JsonValue.Parse(text).TryGet(out var json, out _) || json["version"] is not JsonNumber number) return Incompatible(place, "it does not say its version");
        if (number.Value is not (OldVersion or CurrentVersion)) return Incompatible(place, $"it is of version {number}");
        StoreKind? kind = json["Tags"]?["state"] is not null ? StoreKind.State : json["Tags"]?["intent"] is not null ? StoreKind.Intent : null;
        return new StoreFile((int)number.Value, kind);
    }

    /// <summary>Reads one of a folder, also while a writer holds it to have the store for himself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="place">The store, for the diagnostic.</param>
    /// <returns>What it says, or <see cref="StoreRules.Incompatible"/>.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Result<StoreFile> Read(string path, string place) => Parse(UnlockedFile.ReadAllBytes(path, MaxLength), place);

    /// <summary>The content for a store of a kind. It is exactly this, without an end of line.</summary>
    public static ReadOnlySpan<byte> TextFor(StoreKind kind) =>
        kind == StoreKind.State ? """{"version":3,"Tags":{"state":{}}}"""u8 : """{"version":3,"Tags":{"intent":{}}}"""u8;

    private static Diagnostic Incompatible(string place, string problem) =>
        new(StoreRules.Incompatible, $"incompatible store version: {place} cannot be used, {problem}") { Expected = "a store of version 3, or 2" };
}
