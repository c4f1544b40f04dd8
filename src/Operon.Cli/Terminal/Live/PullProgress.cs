using System.Collections.Concurrent;
using System.Globalization;
using Operon.Containers.Images;
using Operon.Content;

namespace Operon.Cli.Terminal.Live;

/// <summary>How far the images are that are being fetched, by the names that ops give them.</summary>
internal sealed class PullProgress
{
    private const double Megabyte = 1e6;
    private readonly ConcurrentDictionary<string, Pull> pulls = new(StringComparer.Ordinal);

    /// <summary>Who is told of the pull of an image.</summary>
    public IPullProgress For(string image) => pulls.GetOrAdd(image, _ => new Pull());

    /// <summary>A few words; null when nothing of it is being fetched.</summary>
    public string? Text(string? image) => image is not null && pulls.TryGetValue(image, out var pull) ? pull.Text() : null;

    private sealed class Pull : IPullProgress
    {
        private readonly Lock gate = new();
        private readonly Dictionary<Digest, long> fetched = [];
        private long size;
        private int missing;
        private int unpacked;

        public void Report(PullStep step)
        {
            lock (gate)
            {
                switch (step)
                {
                    case PullStep.Resolved resolved:
                        (size, missing) = (resolved.Missing.Sum(m => m.Size), resolved.Missing.Length);
                        break;
                    case PullStep.Fetched more:
                        fetched[more.Layer] = more.Done;
                        break;
                    case PullStep.LayerDone done:
                        fetched[done.Layer] = done.Size;
                        unpacked++;
                        break;
                    default:
                        break;
                }
            }
        }

        public string? Text()
        {
            lock (gate)
            {
                if (missing == 0 || unpacked >= missing) return null;
                var there = fetched.Values.Sum();
                return there >= size
                    ? string.Create(CultureInfo.InvariantCulture, $"unpacking {unpacked}/{missing}")
                    : string.Create(CultureInfo.InvariantCulture, $"pulling {there / Megabyte:0.0}/{size / Megabyte:0.0} MB");
            }
        }
    }
}
