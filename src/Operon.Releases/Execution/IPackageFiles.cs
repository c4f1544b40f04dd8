using Operon.Releases.References;
using Operon.Text;

namespace Operon.Releases.Execution;

/// <summary>The package files of the checkout at hand.</summary>
public interface IPackageFiles
{
    /// <summary>Evaluates one.</summary>
    /// <param name="release">The release, whose path is the file from the root of the checkout; references in it are relative to this.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <returns>The package, or why there is none.</returns>
    Task<Result<IPackage>> LoadAsync(Reference release, CancellationToken cancellation);
}
