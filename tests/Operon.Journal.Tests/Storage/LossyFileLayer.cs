using System.Globalization;
using Operon.Journal.Storage;

namespace Operon.Journal.Tests.Storage;

/// <summary>
/// Files that can lose power and run out of room. Everything goes to real files; what a sync has not covered is kept
/// apart, and <see cref="LosePower"/> lets each 512 bytes of it survive or not, by the seed.
/// </summary>
internal sealed class LossyFileLayer(int seed = 0) : IFileLayer
{
    private const int Sector = 512;
    private const int DiskFull = 28;
    private const int InputOutputError = 5;

    private readonly Lock gate = new();
    private readonly Dictionary<string, LossyFile> files = [];
    private readonly HashSet<string> durableNames = [];
    private bool dead;

    /// <summary>Bytes that still fit.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>Whether the next syncs fail.</summary>
    public bool SyncFails { get; set; }

    public IAppendFile Create(string path)
    {
        lock (gate)
        {
            Alive();
            if (File.Exists(path)) throw new IOException($"{path} exists");
            File.WriteAllBytes(path, []);
            return files[path] = new LossyFile(this, path, []);
        }
    }

    public IAppendFile Open(string path)
    {
        lock (gate)
        {
            Alive();
            durableNames.Add(path);
            return files[path] = new LossyFile(this, path, File.ReadAllBytes(path));
        }
    }

    public void Rename(string from, string to)
    {
        lock (gate)
        {
            Alive();
            File.Move(from, to);
            files[to] = files[from];
            files[to].Path = to;
            files.Remove(from);
        }
    }

    public void SyncNames(string folder)
    {
        lock (gate)
        {
            Alive();
            durableNames.UnionWith(files.Keys.Where(f => Path.GetDirectoryName(f) == folder));
        }
    }

    /// <summary>The machine stops here; nothing works any more, and the files are what a disk may have kept.</summary>
    public void LosePower()
    {
        lock (gate)
        {
            dead = true;
            var random = new SeededRandom(seed);
            foreach (var (path, file) in files)
            {
                if (!durableNames.Contains(path) && random.Chance()) File.Delete(path);
                else File.WriteAllBytes(path, AfterLoss(file.Durable, file.Current.ToArray(), random));
            }
        }
    }

    private static byte[] AfterLoss(byte[] durable, byte[] current, SeededRandom random)
    {
        var kept = new byte[random.Between(Math.Min(durable.Length, current.Length), Math.Max(durable.Length, current.Length))];
        for (var at = 0; at < kept.Length; at += Sector)
        {
            var source = random.Chance() ? current : durable;
            if (at < source.Length) source.AsSpan(at, Math.Min(Math.Min(Sector, kept.Length - at), source.Length - at)).CopyTo(kept.AsSpan(at));
        }

        // What was synced is there, whatever else was lost.
        if (current.Length >= durable.Length && current.AsSpan(0, durable.Length).SequenceEqual(durable)) durable.CopyTo(kept, 0);
        return kept;
    }

    private void Alive()
    {
        if (dead) throw new IOException("no power", InputOutputError);
    }

    private sealed class LossyFile(LossyFileLayer layer, string path, byte[] content) : IAppendFile
    {
        private readonly FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        public string Path { get; set; } = path;

        public byte[] Durable { get; private set; } = content;

        public MemoryStream Current { get; } = Filled(content);

        public long Length => Current.Length;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            lock (layer.gate)
            {
                layer.Alive();
                if (bytes.Length > layer.Room) throw new IOException("no room", DiskFull);
                layer.Room -= bytes.Length;
                RandomAccess.Write(stream.SafeFileHandle, bytes, Current.Length);
                Current.Write(bytes);
            }
        }

        public void Truncate(long length)
        {
            lock (layer.gate)
            {
                layer.Alive();
                RandomAccess.SetLength(stream.SafeFileHandle, length);
                Current.SetLength(length);
                Current.Position = length;
            }
        }

        public void Sync()
        {
            lock (layer.gate)
            {
                layer.Alive();
                if (layer.SyncFails) throw new IOException("bad disk", InputOutputError);
                Durable = Current.ToArray();
            }
        }

        public void Dispose() => stream.Dispose();

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path}: {Durable.Length} of {Current.Length}");

        private static MemoryStream Filled(byte[] content)
        {
            var memory = new MemoryStream();
            memory.Write(content);
            return memory;
        }
    }
}
