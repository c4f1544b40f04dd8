using System.Text.Json;
using Operon.Content;
using Operon.Host.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>Which image each reference means: one small JSON file, always whole.</summary>
internal sealed class ReferenceTable
{
    private readonly string folder;
    private readonly TimeProvider time;

    public ReferenceTable(string folder, TimeProvider time)
    {
        this.folder = folder;
        this.time = time;
    }

    private string File => Path.Combine(folder, "references.json");

    /// <summary>All references with the digests of their manifests.</summary>
    public Result<SortedDictionary<string, Digest>> Read()
    {
        var table = new SortedDictionary<string, Digest>(StringComparer.Ordinal);
        try
        {
            if (!System.IO.File.Exists(File)) return table;
            var json = JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), OciDocuments.Default.DictionaryStringString) ?? [];
            foreach (var (reference, text) in json)
            {
                if (Digest.TryParse(text, out var digest)) table[reference] = digest;
            }

            return table;
        }
        catch (JsonException)
        {
            return Failed("the file is damaged") with { Fix = $"remove {File}; images can be pulled and loaded again" };
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return Failed(FileFailure.Reason(e));
        }
    }

    /// <summary>Lets references mean an image, all at once.</summary>
    public Task<Diagnostic?> SetAsync(IReadOnlyCollection<(string Reference, Digest Manifest)> meanings, CancellationToken cancellationToken) => ChangeAsync(
        table =>
        {
            foreach (var (reference, manifest) in meanings) table[reference] = manifest;
            return null;
        },
        cancellationToken);

    /// <summary>Lets references mean nothing any more.</summary>
    /// <returns>Nothing when all are gone; <see cref="ImageRules.NotFound"/> when one was not there, and all stay.</returns>
    public Task<Diagnostic?> RemoveAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) => ChangeAsync(
        table =>
        {
            foreach (var name in names)
            {
                if (!table.Remove(name)) return new Diagnostic(ImageRules.NotFound, $"there is no image {name} here") { Fix = "see what is here: operon image ls" };
            }

            return null;
        },
        cancellationToken);

    private async Task<Diagnostic?> ChangeAsync(Func<SortedDictionary<string, Digest>, Diagnostic?> change, CancellationToken cancellationToken)
    {
        if (!(await StoreLock.TakeAsync(File + ".lock", time, cancellationToken)).TryGet(out var held, out var failure)) return failure;
        using (held)
        {
            if (!Read().TryGet(out var table, out failure)) return failure;
            if (change(table) is { } refused) return refused;
            try
            {
                Write(table);
                return null;
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                return Failed(FileFailure.Reason(e));
            }
        }
    }

    private void Write(SortedDictionary<string, Digest> table)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(table.ToDictionary(e => e.Key, e => e.Value.ToString()), OciDocuments.Default.DictionaryStringString);
        using (var file = System.IO.File.OpenHandle(File + ".new", FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, json, 0);
            FileSync.Bytes(file);
        }

        System.IO.File.Move(File + ".new", File, overwrite: true);
        FileSync.Names(folder);
    }

    private Diagnostic Failed(string reason) => new(ImageRules.StoreFailed, $"the image references in {File} cannot be used: {reason}");
}
