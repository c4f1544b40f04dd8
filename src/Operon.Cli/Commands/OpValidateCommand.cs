using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Content.Locations;
using Operon.Engine.Validation;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>op validate OP_REF…</c>: checks ops and the local ops that they call.</summary>
internal static class OpValidateCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var references = new Argument<string[]>("OP_REF") { Description = "The directories of the ops", Arity = ArgumentArity.OneOrMore };
        references.Validators.Add(result =>
        {
            if (surroundings.IsOpctl && result.Tokens.Count > 1) result.AddError("under the name opctl, one OP_REF is validated at a time");
        });
        var strict = new Option<bool>("--strict") { Description = "Fail on warnings too" };
        var command = new Command("validate", "Check ops and the local ops they call") { references, strict };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(references), parsed.GetValue(strict), surroundings));
        return command;
    }

    private static int Run(string[] references, bool strict, Surroundings surroundings)
    {
        var problems = new DiagnosticBag();
        var directories = new List<Location>();
        foreach (var reference in references)
        {
            if (OpLookup.Find(reference, surroundings).TryGet(out var directory, out var error)) directories.Add(directory);
            else problems.Add(error);
        }

        new OpValidator(OpLookup.Loader(surroundings), OpLookup.Files(surroundings)).Validate(directories, problems);
        DiagnosticPrinter.Print(problems, surroundings);
        return problems.HasErrors || (strict && problems.Count > 0) ? 1 : 0;
    }
}
