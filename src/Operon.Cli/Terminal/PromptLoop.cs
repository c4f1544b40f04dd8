using System.Runtime.InteropServices;
using Operon.Starlark;

namespace Operon.Cli.Terminal;

/// <summary>Reads statements of Starlark at a prompt, until the input ends. Ctrl-C ends what runs, or gives up what is being typed.</summary>
/// <param name="complete">Gives the names that begin so.</param>
/// <param name="history">The lines that were typed before.</param>
/// <param name="surroundings">Where.</param>
internal sealed class PromptLoop(Func<string, IEnumerable<string>> complete, LineHistory history, Surroundings surroundings)
{
    /// <summary>Answers each statement.</summary>
    /// <param name="answer">Runs it and shows what it gives.</param>
    public void Run(Action<string, CancellationToken> answer)
    {
        while (true)
        {
            var typed = Read();
            if (typed.Text is { } text) Answer(answer, text);
            else if (!typed.IsGivenUp) break;
        }

        if (history.Failure is { } failure) DiagnosticPrinter.Print(failure, surroundings);
    }

    // A statement with all its lines. What was begun when the input ends is still run.
    private TypedLine Read()
    {
        var typed = surroundings.ReadLine(new LinePrompt(">>> ", complete, history));
        while (typed.Text is { } text && Session.NeedsMore(text))
        {
            var more = surroundings.ReadLine(new LinePrompt("... ", complete, history));
            if (more.IsGivenUp) return more;
            if (more.Text is null) break;
            typed = new TypedLine($"{text}\n{more.Text}");
        }

        return typed;
    }

    private void Answer(Action<string, CancellationToken> answer, string text)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        try
        {
            answer(text, stop.Token);
        }
        catch (OperationCanceledException)
        {
            surroundings.Error.WriteLine("interrupted");
        }

        surroundings.Output.Flush();
    }
}
