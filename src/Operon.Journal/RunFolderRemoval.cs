using System.Globalization;
using Operon.Host;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Text.Diagnostics;

namespace Operon.Journal;

/// <summary>
/// Removes run folders. One goes out of sight at once, by another name, and then file by file; what an interrupted removal left
/// behind, the next one takes with it. Links in it are removed, never followed.
/// </summary>
public static class RunFolderRemoval
{
    /// <summary>How names of folders begin that are being removed; lists of runs pass them over.</summary>
    public const string Prefix = ".removing-";

    private const int Attempts = 3;

    /// <summary>Removes a run that nobody writes, its output with it. A folder whose journal is damaged is removed too.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>Null, or <see cref="JournalRules.HasWriter"/>, <see cref="JournalRules.NotARunFolder"/> for a link, <see cref="HostRules.FileFailed"/>.</returns>
    public static Diagnostic? Remove(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            if (new DirectoryInfo(path).LinkTarget is not null)
            {
                return new Diagnostic(JournalRules.NotARunFolder, $"{path} is not a run folder: it is a link") { Fix = "remove the link yourself, and what it leads to if that is yours" };
            }

            // Whoever holds the lock cannot be overtaken by somebody who goes on with the run.
            if (!OwnerLock.Acquire(new RunFolderNames(path).Lock, OwnerIdentity.Current()).TryGet(out var owner, out var failure))
            {
                return HostRules.LockHeld.Equals(failure.Rule) ? new Diagnostic(JournalRules.HasWriter, $"{path} is being written") { Cause = failure } : failure;
            }

            using (owner)
            {
                var aside = Path.Combine(Path.GetDirectoryName(path)!, $"{Prefix}{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)}");
                Directory.Move(path, aside);
                return Delete(aside);
            }
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("remove", path, e);
        }
    }

    /// <summary>Removes what removals that were interrupted left in a folder of runs.</summary>
    /// <param name="runs">The folder that holds the run folders.</param>
    /// <returns>Null, or <see cref="HostRules.FileFailed"/>.</returns>
    public static Diagnostic? Sweep(string runs)
    {
        try
        {
            return Directory.EnumerateDirectories(runs, Prefix + "*").Select(Delete).FirstOrDefault(failure => failure is not null);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("read", runs, e);
        }
    }

    private static Diagnostic? Delete(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                FolderTree.Remove(folder);
                return null;
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                // Somebody else may be removing it too, which is as well.
                if (!Directory.Exists(folder)) return null;
                if (attempt == Attempts) return FileFailure.From("remove", folder, e);
                Open(folder);
            }
        }
    }

    /// <summary>Lets the owner into folders that a call closed; outputs keep the modes that containers gave them.</summary>
    private static void Open(string folder)
    {
        var closed = new Stack<string>([folder]);
        while (closed.TryPop(out var at))
        {
            try
            {
                File.SetUnixFileMode(at, File.GetUnixFileMode(at) | PrivateFolder.Mode);
                foreach (var child in new DirectoryInfo(at).EnumerateDirectories())
                {
                    if (child.LinkTarget is null) closed.Push(child.FullName);
                }
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                // It belongs to somebody else; the removal will say so.
                continue;
            }
        }
    }
}
