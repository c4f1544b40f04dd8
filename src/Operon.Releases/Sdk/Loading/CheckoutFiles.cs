using System.IO.Enumeration;
using Operon.Host.Files;
using Operon.Releases.Stores;

namespace Operon.Releases.Sdk.Loading;

/// <summary>The files of a checkout.</summary>
public static class CheckoutFiles
{
    private const string GitFolder = ".git";

    /// <summary>All of them, relative to its root, with slashes. What git keeps for itself does not count; links are not followed.</summary>
    /// <exception cref="StoreFailure">A folder cannot be read.</exception>
    public static IReadOnlyCollection<string> Of(string root)
    {
        try
        {
            return
            [
                .. new FileSystemEnumerable<string>(
                    root,
                    (ref FileSystemEntry entry) => Path.GetRelativePath(root, entry.ToFullPath()),
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true })
                {
                    ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
                    ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.FileName.SequenceEqual(GitFolder) && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
                },
            ];
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            throw new StoreFailure(FileFailure.From("read", root, e));
        }
    }
}
