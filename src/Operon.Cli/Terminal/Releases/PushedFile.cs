using Operon.Releases.Planning;

namespace Operon.Cli.Terminal.Releases;

/// <summary>A package file that a push would release.</summary>
/// <param name="File">The file, from the root of the repository.</param>
/// <param name="Plan">What that would do.</param>
internal sealed record PushedFile(string File, Plan Plan);
