using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;

namespace Operon.Releases.Checkouts;

/// <summary>A folder for a clone or a work tree: gone when it is disposed, and also when this process is killed.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class CheckoutFolder : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly IDisposable entrusted;

    /// <summary>Chooses a name for it, and makes the folder that it is to be in.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="reaper">Removes it when this process cannot.</param>
    public CheckoutFolder(string parent, Reaper reaper)
    {
        Directory.CreateDirectory(parent);
        Path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N"));
        entrusted = reaper.EntrustPath(Path);
    }

    /// <summary>Where it is; whoever fills it makes it.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Remove();
            entrusted.Dispose();
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // Something keeps it, such as a mount that a task has made. What the command did is done all the same.
        }
    }

    private void Remove()
    {
        try
        {
            FolderTree.Remove(Path);
        }
        catch (IOException)
        {
            // A task may have made folders that not even their owner may write to.
            var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };
            File.SetUnixFileMode(Path, Owner);
            foreach (var folder in Directory.EnumerateDirectories(Path, "*", all).Where(f => new DirectoryInfo(f).LinkTarget is null)) File.SetUnixFileMode(folder, Owner);
            FolderTree.Remove(Path);
        }
    }
}
