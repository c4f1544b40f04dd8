using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Checkouts;

/// <summary>What a folder is part of: a repository of packages, or a store (releases, section 3.4).</summary>
/// <param name="Root">The folder with <c>repo.ocu.star</c>, or with the file of the store.</param>
/// <param name="Store">What the store holds; null: it is no store.</param>
public sealed record CheckoutPlace(string Root, StoreKind? Store)
{
    /// <summary>Looks for it, from a folder upwards. The nearest counts; where both are in one folder, the store.</summary>
    /// <returns>The place, or <see cref="CheckoutRules.RootNotFound"/>, or <see cref="StoreRules.Incompatible"/>.</returns>
    public static Result<CheckoutPlace> Find(string folder)
    {
        for (var at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
        {
            var store = Path.Combine(at, StoreFile.Name);
            if (File.Exists(store)) return StoreFile.Read(store, at).TryGet(out var read, out var failure) ? new CheckoutPlace(at, read.Kind ?? StoreKind.State) : failure;
            if (File.Exists(Path.Combine(at, RepositorySettings.FileName))) return new CheckoutPlace(at, null);
        }

        return new Diagnostic(CheckoutRules.RootNotFound, $"root not found: neither {folder} nor a folder above it has {RepositorySettings.FileName}")
        {
            Expected = $"a repository with {RepositorySettings.FileName} in its root, or a store",
            Fix = "change to the repository, or make one: operon init repo",
        };
    }
}
