using System.CommandLine;
using System.Runtime.InteropServices;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host;
using Operon.Starlark;
using Operon.Starlark.Execution;
using Operon.Starlark.Modules;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Cli.Commands;

/// <summary><c>starlark repl</c>: reads a statement, runs it, shows its value, and so on. Errors do not end it.</summary>
internal static class StarlarkReplCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var options = new Option<string[]>("--opt") { Description = $"What may be used beyond the core of the language: {string.Join(", ", StarlarkDialect.Names)}" };
        options.AcceptOnlyFromAmong([.. StarlarkDialect.Names]);
        var command = new Command("repl", "Enter statements and see what they give") { options };
        command.SetAction(parsed =>
        {
            if (!DataDirectory.Choose(parsed.DataDir(), surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out var error))
            {
                DiagnosticPrinter.Print(error, surroundings);
                return 1;
            }

            return Run(StarlarkDialect.With(parsed.GetValue(options) ?? []), LineHistory.Load(data.StarlarkHistory), surroundings);
        });
        return command;
    }

    private static int Run(Dialect dialect, LineHistory history, Surroundings surroundings)
    {
        var predeclared = new Dictionary<string, Value> { ["struct"] = StructModule.Struct, ["json"] = JsonModule.Module };
        var thread = new StarlarkThread { Print = (_, text) => Write(text, surroundings) };
        new FileLoader(predeclared, dialect).Serve(thread, surroundings.WorkingDirectory);
        var session = new Session(thread, predeclared, dialect);
        while (true)
        {
            var typed = Read(session, history, surroundings);
            if (typed.Text is { } text) Answer(session, thread, text, surroundings);
            else if (!typed.IsGivenUp) break;
        }

        if (history.Failure is { } failure) DiagnosticPrinter.Print(failure, surroundings);
        return 0;
    }

    // A statement with all its lines. What was begun when the input ends is still run.
    private static TypedLine Read(Session session, LineHistory history, Surroundings surroundings)
    {
        var typed = surroundings.ReadLine(new LinePrompt(">>> ", beginning => Completions(session, beginning), history));
        while (typed.Text is { } text && Session.NeedsMore(text))
        {
            var more = surroundings.ReadLine(new LinePrompt("... ", beginning => Completions(session, beginning), history));
            if (more.IsGivenUp) return more;
            if (more.Text is null) break;
            typed = new TypedLine($"{text}\n{more.Text}");
        }

        return typed;
    }

    private static void Answer(Session session, StarlarkThread thread, string text, Surroundings surroundings)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        thread.Cancellation = stop.Token;
        try
        {
            if (session.Run(text) is { IsNone: false } value) Write(Value.FromString(value.ToString()), surroundings);
        }
        catch (StaticErrorException failure)
        {
            foreach (var error in failure.Errors) surroundings.Error.WriteLine(error);
        }
        catch (StarlarkException failure)
        {
            surroundings.Error.WriteLine(failure.Traceback());
        }
        catch (OperationCanceledException)
        {
            surroundings.Error.WriteLine("interrupted");
        }
    }

    private static IEnumerable<string> Completions(Session session, string beginning)
    {
        var dot = beginning.LastIndexOf('.');
        var names = dot < 0 ? session.Names : session.AttributesOf(beginning[..dot]).Select(name => beginning[..(dot + 1)] + name);
        return names.Where(name => name.StartsWith(beginning, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    private static void Write(Value text, Surroundings surroundings)
    {
        if (text.TryGetString(out var line)) surroundings.Output.Write(SurrogateEscape.GetBytes(line + "\n"));
        surroundings.Output.Flush();
    }
}
