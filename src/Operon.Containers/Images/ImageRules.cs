using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>What can be wrong with images.</summary>
public static class ImageRules
{
    /// <summary>The image is not in the local store.</summary>
    public static readonly DiagnosticRule NotFound = Error("IMG0002", "The image is not there");

    /// <summary>A directory or archive is no image that can be loaded.</summary>
    public static readonly DiagnosticRule InvalidLayout = Error("IMG0003", "The image layout or archive cannot be read");

    /// <summary>Content that an image names is missing.</summary>
    public static readonly DiagnosticRule MissingContent = Error("IMG0004", "A part of the image is missing");

    /// <summary>Content does not have the digest by which the image names it.</summary>
    public static readonly DiagnosticRule DigestMismatch = Error("IMG0005", "A part of the image is not what its digest says");

    /// <summary>A layer is compressed in a way that is not supported.</summary>
    public static readonly DiagnosticRule Compression = Error("IMG0006", "The compression of a layer is not supported");

    /// <summary>A layer holds an entry that would reach outside of it, or that is broken.</summary>
    public static readonly DiagnosticRule UnsafeLayer = Error("IMG0007", "A layer holds an entry that is refused");

    /// <summary>No image in the index fits this machine, or more than one does.</summary>
    public static readonly DiagnosticRule NoSingleImage = Error("IMG0008", "There is not exactly one image for this machine");

    /// <summary>The image store could not be read or written.</summary>
    public static readonly DiagnosticRule StoreFailed = Error("IMG0009", "The image store cannot be used");

    /// <summary>A registry does not answer.</summary>
    public static readonly DiagnosticRule RegistryUnreachable = Error("IMG0010", "The registry cannot be reached");

    /// <summary>A registry wants a login, or refuses the one it got.</summary>
    public static readonly DiagnosticRule AccessDenied = Error("IMG0011", "The registry refuses access");

    /// <summary>A registry does not have the image.</summary>
    public static readonly DiagnosticRule NotAtRegistry = Error("IMG0012", "The registry has no such image");

    /// <summary>A registry answers with an error, or not as registries do.</summary>
    public static readonly DiagnosticRule RegistryFailed = Error("IMG0013", "The registry does not answer as it should");

    /// <summary>An image or a part of it is larger than what is taken in.</summary>
    public static readonly DiagnosticRule TooLarge = Error("IMG0014", "The image is too large");

    /// <summary>The registry could not be asked for a newer image; the one of this machine is used.</summary>
    public static readonly DiagnosticRule LocalCopyUsed = new("IMG0015", DiagnosticSeverity.Warning, "The image may be out of date");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
    [
        NotFound, InvalidLayout, MissingContent, DigestMismatch, Compression, UnsafeLayer, NoSingleImage, StoreFailed,
        RegistryUnreachable, AccessDenied, NotAtRegistry, RegistryFailed, TooLarge, LocalCopyUsed,
    ];

    private static DiagnosticRule Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);
}
