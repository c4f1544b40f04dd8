using System.CommandLine;
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
        new PromptLoop(session.Completions, history, surroundings).Run((text, stop) => Answer(session, thread, text, surroundings, stop));
        return 0;
    }

    private static void Answer(Session session, StarlarkThread thread, string text, Surroundings surroundings, CancellationToken stop)
    {
        thread.Cancellation = stop;
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
    }

    private static void Write(Value text, Surroundings surroundings)
    {
        if (text.TryGetString(out var line)) surroundings.Output.Write(SurrogateEscape.GetBytes(line + "\n"));
        surroundings.Output.Flush();
    }
}
