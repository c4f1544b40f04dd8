using System.Runtime.InteropServices;
using System.Text;
using Operon.Host.Linux;

namespace Operon.Cli.Terminal;

/// <summary>
/// Asks somebody at a terminal, a line for an answer. Ctrl-C and the end of input are no answer. A secret is not shown while it is
/// typed. Standard input may be a pipe: then its next line is the answer.
/// </summary>
internal sealed class Prompt : IDisposable
{
    private readonly Surroundings surroundings;
    private readonly PosixSignalRegistration interrupt;
    private readonly TaskCompletionSource interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Prompt(Surroundings surroundings)
    {
        this.surroundings = surroundings;
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            interrupted.TrySetResult();
        });
    }

    /// <summary>Shows a question and waits for the answer.</summary>
    /// <param name="question">What is shown, as it stands.</param>
    /// <param name="isSecret">Whether the answer is not to be seen.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The answer, which may be empty; null when there is none and none will come.</returns>
    public async Task<string?> AskAsync(string question, bool isSecret, CancellationToken cancellation)
    {
        // Before the question, so that nobody types too early.
        using var hidden = isSecret && surroundings.IsInputTerminal ? HiddenInput.Begin() : null;
        var bytes = Encoding.UTF8.GetBytes(question);
        await surroundings.Output.WriteAsync(bytes, cancellation);
        await surroundings.Output.FlushAsync(cancellation);

        // A read cannot be stopped; whoever is interrupted ends with it pending.
        var reading = Task.Run(ReadLine, CancellationToken.None);
        var ended = await Task.WhenAny(reading, interrupted.Task).WaitAsync(cancellation);
        if (hidden is not null || ended != reading) await surroundings.Output.WriteAsync("\n"u8.ToArray(), cancellation);
        return ended == reading ? await reading : null;
    }

    public void Dispose() => interrupt.Dispose();

    // Byte for byte: what stands behind the line is for the next question.
    private string? ReadLine()
    {
        using var line = new MemoryStream();
        var input = surroundings.Input();
        Span<byte> one = stackalloc byte[1];
        while (input.Read(one) == 1)
        {
            if (one[0] is (byte)'\n' or (byte)'\r') return Encoding.UTF8.GetString(line.ToArray());
            line.Write(one);
        }

        return line.Length > 0 ? Encoding.UTF8.GetString(line.ToArray()) : null;
    }
}
