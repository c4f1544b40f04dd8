using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Operon.Host.Owners;

/// <summary>
/// Removes what this process would leave behind if it were killed: a small process in a session of its own that waits on
/// a pipe for the end of this one. It starts with the first thing that it is entrusted with, and ends with this process.
/// Safe for concurrent use.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class Reaper : IDisposable
{
    // What fails is tried again: a folder may still be written to, a control group not be empty yet. Ten seconds in all.
    private const string Script =
        """
        trap '' HUP INT QUIT TERM
        nl='
        '
        last=0
        while IFS= read -r line; do
          case $line in
            end) exit 0 ;;
            -*) unset "task${line#-}" ;;
            *) last=${line%% *}; eval "task$last=\${line#* }" ;;
          esac
        done
        round=0
        while [ $round -lt 500 ]; do
          left=
          n=$last
          while [ "$n" -gt 0 ]; do
            eval "task=\${task$n-}"
            if [ -n "$task" ]; then
              if (eval "$task") >/dev/null 2>&1; then unset "task$n"; else left=1; fi
            fi
            n=$((n - 1))
          done
          [ -z "$left" ] && exit 0
          round=$((round + 1))
          sleep 0.02
        done
        """;

    private readonly Lock order = new();
    private Process? process;
    private int count;
    private bool isClosed;

    /// <summary>The number of the process, once there is one.</summary>
    public int? ProcessId
    {
        get
        {
            lock (order) return process?.Id;
        }
    }

    /// <summary>Quotes a word for the shell.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal).Replace("\n", "'\"$nl\"'", StringComparison.Ordinal)}'";

    /// <summary>Entrusts it with a folder or file.</summary>
    /// <param name="path">Absolute path; removed with all that is in it. It may be gone by then.</param>
    /// <returns>Takes it back, when this process has removed it itself.</returns>
    public IDisposable EntrustPath(string path) => Entrust($"rm -rf -- {Quote(path)}");

    /// <summary>Entrusts it with anything that a command can remove.</summary>
    /// <param name="command">
    /// A line for the shell, with its words quoted by <see cref="Quote"/>. Harmless when nothing is there any more, and with exit
    /// code 0 only when nothing is; otherwise it is tried again for ten seconds.
    /// </param>
    /// <returns>Takes it back, when this process has removed it itself.</returns>
    public IDisposable Entrust(string command)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(command.Contains('\n', StringComparison.Ordinal), false, nameof(command));
        lock (order)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            process ??= Start();
            count++;
            Say(string.Create(CultureInfo.InvariantCulture, $"{count} {command}"));
            return new Entrusted(this, count);
        }
    }

    /// <summary>Ends it, with nothing removed.</summary>
    public void Dispose()
    {
        lock (order)
        {
            if (isClosed) return;
            isClosed = true;
            if (process is null) return;
            Say("end");
            process.StandardInput.BaseStream.Dispose();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private static Process? Start()
    {
        // Whoever signals our process group or closes the terminal does not mean the reaper.
        var how = new ProcessStartInfo("setsid", ["sh", "-c", Script])
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        how.Environment.Clear();
        how.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        return Process.Start(how);
    }

    private void Say(string line)
    {
        try
        {
            // Past the writer, which would keep a line that could not be written and fail again when it is closed.
            process!.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (Exception e) when (e is IOException or Win32Exception)
        {
            // It was killed. What this process leaves when it is killed too is found by the next that starts.
            return;
        }
    }

    private void Return(int number)
    {
        lock (order)
        {
            if (!isClosed) Say(string.Create(CultureInfo.InvariantCulture, $"-{number}"));
        }
    }

    private sealed class Entrusted(Reaper reaper, int number) : IDisposable
    {
        public void Dispose() => reaper.Return(number);
    }
}
