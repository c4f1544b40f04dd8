using Operon.Content;
using Operon.Text;

namespace Operon.Engine.Sources;

/// <summary>An op.yml as it was read.</summary>
/// <param name="content">Its bytes.</param>
public sealed class OpFile(ByteString content)
{
    // Only a run asks for it: the library that digests is not loaded to look at an op.
    private readonly Lazy<Digest> digest = new(() => Digest.Of(content.Span));

    /// <summary>Its bytes.</summary>
    public ByteString Content => content;

    /// <summary>The digest of the bytes.</summary>
    public Digest Digest => digest.Value;
}
