using Operon.Containers.Images;

namespace Operon.Cli.Terminal;

/// <summary>Tells of a pull in lines: what is to come, and each layer that is there.</summary>
internal sealed class PullLines(TextWriter output) : IPullProgress
{
    private const double Megabyte = 1e6;
    private readonly Lock gate = new();

    public void Report(PullStep step)
    {
        lock (gate)
        {
            switch (step)
            {
                case PullStep.Resolved resolved:
                    output.WriteLine($"pulling {resolved.Image}: {resolved.Missing.Length} layers, {Size(resolved.Missing.Sum(m => m.Size))}{(resolved.Present > 0 ? $"; {resolved.Present} are here" : "")}");
                    break;
                case PullStep.LayerDone done:
                    output.WriteLine($"{done.Layer.Hex[..12]}: {Size(done.Size)}");
                    break;
                default:
                    break;
            }
        }
    }

    private static string Size(long bytes) => bytes < Megabyte ? $"{(bytes + 999) / 1000} kB" : $"{bytes / Megabyte:0.0} MB";
}
