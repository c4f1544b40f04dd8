using Operon.Content.Locations;
using Operon.Engine.Sources;
using Operon.Opspec.Files;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Validation;

/// <summary>
/// Checks ops and the local ops they call, each once, however they call one another. What the rules of the language refuse are
/// errors; what will fail when it runs, as far as that can be known, are warnings.
/// </summary>
/// <param name="ops">Reads ops.</param>
/// <param name="files">Looks at files; nothing is made.</param>
public sealed class OpValidator(OpLoader ops, IOpFiles files)
{
    // Fewer are checked before another thread has begun.
    private const int WorthSharing = 16;

    private readonly HashSet<Location> seen = [];
    private readonly CallCircles circles = new(ops.Paths);

    /// <summary>Checks ops and all local ops that can be reached from them, on all processors when they are many.</summary>
    /// <param name="directories">The directories of the ops.</param>
    /// <param name="problems">Gets all problems: those of these ops in their order, then those of the ops they call, and so on.</param>
    public void Validate(IEnumerable<Location> directories, DiagnosticBag problems)
    {
        var wave = directories.Where(seen.Add).ToArray();
        while (wave.Length > 0)
        {
            var checks = new OpCheck[wave.Length];
            if (wave.Length < WorthSharing) for (var i = 0; i < wave.Length; i++) Check(i);
            else Parallel.For(0, wave.Length, Check);

            for (var i = 0; i < wave.Length; i++)
            {
                problems.AddRange(checks[i].Problems);
                circles.Add(wave[i], checks[i].CertainCallees);
            }

            wave = [.. checks.SelectMany(c => c.Callees).Where(c => !IsAgain(c) && seen.Add(c))];

            void Check(int i) => checks[i] = OpCheck.Of(wave[i], ops, files);
        }

        problems.AddRange(circles.Find());
    }

    // An op that lies within itself by a link would be found again and again, each time one link deeper.
    private bool IsAgain(Location callee)
    {
        if (callee is not LocalLocation { Path: var path }) return false;
        FileStamp? stamp = null;
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            var above = new LocalLocation(path[..end]);
            if (seen.Contains(above) && files.Stamp(above) is { } known && known == (stamp ??= files.Stamp(callee))) return true;
        }

        return false;
    }
}
