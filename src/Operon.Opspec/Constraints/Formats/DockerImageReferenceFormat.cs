using Operon.Text.References;

namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>docker-image-ref</c>: an image reference by the grammar of the Docker distribution, as it is written.</summary>
internal static class DockerImageReferenceFormat
{
    public static bool Matches(string text) => DockerReference.Parse(text).IsOk;
}
