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
        catch (Exception e) when (FileFailure.Covers(e) || e is JsonException)
        {
            return Failed(e);
        }
    }

    /// <summary>Lets a reference mean an image, or nothing any more.</summary>
    /// <returns>Whether the reference meant something before.</returns>
    public async Task<Result<bool>> SetAsync(string reference, Digest? manifest, CancellationToken cancellationToken)
    {
        if (!(await StoreLock.TakeAsync(File + ".lock", time, cancellationToken)).TryGet(out var held, out var failure)) return failure;
        using (held)
        {
            if (!Read().TryGet(out var table, out failure)) return failure;
            var known = table.Remove(reference);
            if (manifest is { } digest) table[reference] = digest;
            try
            {
                Write(table);
                return known;
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                return Failed(e);
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

    private Diagnostic Failed(Exception e) => new(ImageRules.StoreFailed, $"the image references in {File} cannot be used: {e.Message}");
}
