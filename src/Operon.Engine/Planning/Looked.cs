using System.Collections.Immutable;
using Operon.Text;

namespace Operon.Engine.Planning;

/// <summary>What came of evaluating something before the run.</summary>
/// <param name="Result">The answer, with references in the place of what is not known.</param>
/// <param name="Unknown">The references whose content is known only when it runs.</param>
/// <param name="Asked">Whether it matters what exists where a container can make and remove files.</param>
internal readonly record struct Looked<T>(Result<T> Result, ImmutableArray<string> Unknown, bool Asked)
{
    /// <summary>Whether the answer is the one that the run will get.</summary>
    public bool IsKnown => Unknown.IsEmpty;
}
