using Operon.Content;
using Operon.Text;

namespace Operon.Engine.Sources;

/// <summary>An op.yml as it was read.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Digest">Of the bytes.</param>
public sealed record OpFile(ByteString Content, Digest Digest);
