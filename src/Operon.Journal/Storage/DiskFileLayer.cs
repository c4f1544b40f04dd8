using Operon.Host.Files;

namespace Operon.Journal.Storage;

/// <summary>The file system.</summary>
internal sealed class DiskFileLayer : IFileLayer
{
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    public static DiskFileLayer Instance { get; } = new();

    public IAppendFile Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = Shared,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        return DiskAppendFile.Open(path, options);
    }

    public IAppendFile Open(string path) =>
        DiskAppendFile.Open(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = Shared, BufferSize = 0 });

    public void Rename(string from, string to) => File.Move(from, to, overwrite: false);

    public void SyncNames(string folder) => FileSync.Names(folder);
}
