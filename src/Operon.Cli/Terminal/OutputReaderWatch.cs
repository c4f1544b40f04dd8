using Operon.Host.Linux;

namespace Operon.Cli.Terminal;

/// <summary>Notices that whoever reads standard output has gone, also while there is nothing to write: <c>| head</c> ends a command that only waits.</summary>
internal sealed class OutputReaderWatch : IDisposable
{
    private readonly Action gone;
    private readonly Lock gate = new();
    private bool isOver;

    private OutputReaderWatch(Action gone) => this.gone = gone;

    /// <summary>Begins to watch.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="gone">Called when nobody reads any more, or nothing can be written.</param>
    public static OutputReaderWatch Begin(Stream output, Action gone)
    {
        var watch = new OutputReaderWatch(gone);
        if (output is not StandardStream standard) return watch;
        standard.Failed = watch.End;

        // It waits in the kernel, perhaps for ever; that the program ends does not wait for it.
        new Thread(watch.Wait, maxStackSize: 1 << 17) { IsBackground = true, Name = "standard output" }.Start();
        return watch;
    }

    public void Dispose()
    {
        lock (gate) isOver = true;
    }

    private void Wait()
    {
        if (PipeEnd.WaitUntilUnread(1)) End();
    }

    private void End()
    {
        lock (gate)
        {
            if (!isOver) gone();
        }
    }
}
