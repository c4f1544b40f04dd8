using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Content.Locations;
using Operon.Engine.Validation;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>op validate OP_REF…</c>: checks ops and the local ops that they call.</summary>
internal static class OpValidateCommand
{
    private const int Format = 1;

    public static Command Build(Surroundings surroundings)
    {
        var references = new Argument<string[]>("OP_REF") { Description = "The directories of the ops", Arity = ArgumentArity.OneOrMore };
        references.Validators.Add(result =>
        {
            if (surroundings.IsOpctl && result.Tokens.Count > 1) result.AddError("under the name opctl, one OP_REF is validated at a time");
        });
        var strict = new Option<bool>("--strict") { Description = "Fail on warnings too" };
        var format = RunsCommand.FormatOptions();
        var command = new Command("validate", "Check ops and the local ops they call") { references, strict, format.Json, format.Output };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(references), parsed.GetValue(strict), parsed.WantsJson(format), surroundings, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] references, bool strict, bool isJson, Surroundings surroundings, CancellationToken cancellation)
    {
        var problems = new DiagnosticBag();
        var directories = new List<Location>();
        foreach (var reference in references)
        {
            if (OpLookup.Find(reference, surroundings).TryGet(out var directory, out var error)) directories.Add(directory);
            else problems.Add(error);
        }

        var ops = OpLookup.Loader(surroundings);
        if (surroundings.IsOpctl && !strict)
        {
            // Scripts of opctl know of the op.yml alone, and of no warnings.
            var found = new DiagnosticBag();
            foreach (var directory in directories) ops.Load(directory, null, found);
            problems.AddRange(found.Where(p => p.Severity == DiagnosticSeverity.Error));
        }
        else
        {
            new OpValidator(ops, OpLookup.Files(surroundings)).Validate(directories, problems);
        }

        var isRefused = problems.HasErrors || (strict && problems.Count > 0);
        if (isJson) await WriteAsync(problems, isRefused, surroundings.Output, cancellation);
        else DiagnosticPrinter.Print(problems, surroundings);
        return isRefused ? 1 : 0;
    }

    private static Task WriteAsync(DiagnosticBag problems, bool isRefused, Stream output, CancellationToken cancellation) => JsonDocumentOutput.WriteAsync(
        Format,
        output,
        json =>
        {
            json.WriteBoolean("valid", !isRefused);
            json.WriteStartArray("problems");
            foreach (var problem in problems) DiagnosticJson.Write(json, problem);
            json.WriteEndArray();
        },
        cancellation);
}
