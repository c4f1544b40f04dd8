using System.CommandLine;
using Operon.Cli.Arguments;
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
        command.SetAction(parsed => Run(StarlarkDialect.With(parsed.GetValue(options) ?? []), surroundings));
        return command;
    }

    private static int Run(Dialect dialect, Surroundings surroundings)
    {
        var predeclared = new Dictionary<string, Value> { ["struct"] = StructModule.Struct, ["json"] = JsonModule.Module };
        var thread = new StarlarkThread { Print = (_, text) => Write(text, surroundings) };
        new FileLoader(predeclared, dialect).Serve(thread, surroundings.WorkingDirectory);
        var session = new Session(thread, predeclared, dialect);
        while (Read(session, surroundings) is { } text) Answer(session, text, surroundings);
        return 0;
    }

    // A statement with all its lines; null at the end of what is typed.
    private static string? Read(Session session, Surroundings surroundings)
    {
        var text = surroundings.ReadLine(">>> ", beginning => Completions(session, beginning));
        while (text is not null && Session.NeedsMore(text))
        {
            if (surroundings.ReadLine("... ", beginning => Completions(session, beginning)) is not { } line) break;
            text += "\n" + line;
        }

        return text;
    }

    private static void Answer(Session session, string text, Surroundings surroundings)
    {
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

    private static IEnumerable<string> Completions(Session session, string beginning)
    {
        var dot = beginning.IndexOf('.', StringComparison.Ordinal);
        var names = dot < 0 ? session.Names : session.AttributesOf(beginning[..dot]).Select(name => beginning[..(dot + 1)] + name);
        return names.Where(name => name.StartsWith(beginning, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    private static void Write(Value text, Surroundings surroundings)
    {
        if (text.TryGetString(out var line)) surroundings.Output.Write(SurrogateEscape.GetBytes(line + "\n"));
        surroundings.Output.Flush();
    }
}
