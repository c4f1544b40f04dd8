using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host.Files;
using Operon.Starlark;
using Operon.Starlark.Modules;
using Operon.Starlark.Values;

namespace Operon.Cli.Commands;

/// <summary><c>starlark run FILE</c>: runs a file; its errors are lines for people and for tests.</summary>
internal static class StarlarkRunCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "The file" };
        var stage = new Option<string>("--stage") { Description = "How far to go: parse, resolve or exec", DefaultValueFactory = _ => "exec" };
        stage.AcceptOnlyFromAmong("parse", "resolve", "exec");
        var options = new Option<string[]>("--opt") { Description = $"What the file may use beyond the core of the language: {string.Join(", ", StarlarkDialect.Names)}" };
        options.AcceptOnlyFromAmong([.. StarlarkDialect.Names]);
        var names = new Option<string[]>("--predeclare") { Description = "A name that is there, with the value None" };
        var command = new Command("run", "Run a file") { file, stage, options, names };
        command.SetAction(parsed =>
        {
            var predeclared = new Dictionary<string, Value> { ["struct"] = StructModule.Struct, ["json"] = JsonModule.Module };
            foreach (var name in parsed.GetValue(names) ?? []) predeclared[name] = Value.None;
            var path = Path.Combine(surroundings.WorkingDirectory, parsed.GetRequiredValue(file));
            var dialect = StarlarkDialect.With(parsed.GetValue(options) ?? []);
            return Run(path, predeclared, dialect, parsed.GetValue(stage) switch { "parse" => FileStage.Parse, "resolve" => FileStage.Resolve, _ => FileStage.Exec }, surroundings);
        });
        return command;
    }

    private static int Run(string path, Dictionary<string, Value> predeclared, Starlark.Syntax.Dialect dialect, FileStage stage, Surroundings surroundings)
    {
        try
        {
            return new FileRun(surroundings.Output, surroundings.Error).Run(path, predeclared, dialect, stage) ? 0 : 1;
        }
        catch (Exception error) when (FileFailure.Covers(error))
        {
            DiagnosticPrinter.Print(FileFailure.From("read", path, error), surroundings);
            return 1;
        }
    }
}
