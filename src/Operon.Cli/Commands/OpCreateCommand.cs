using System.CommandLine;
using System.Text;
using System.Text.Json;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host.Files;
using Operon.Opspec.Schema;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>op create NAME</c>: writes the op.yml of a new op. One that is there already stays as it is.</summary>
internal static class OpCreateCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var name = new Argument<string>("NAME") { Description = "What the op is called; with a slash it lies deeper" };
        var path = new Option<string?>("--path", "-p") { Description = "The directory that gets it", HelpName = "DIR" }.WithVariable("OP_CREATE_PATH", surroundings, OpLookup.Folder);
        var description = new Option<string?>("--description", "-d") { Description = "What the op is for", HelpName = "TEXT" }.WithVariable("OP_CREATE_DESCRIPTION", surroundings);
        var command = new Command("create", "Write a new op") { name, path, description };
        command.SetAction(parsed =>
        {
            if (Create(parsed.GetRequiredValue(name), parsed.GetValue(path)!, parsed.GetValue(description) ?? "", surroundings) is not { } error) return 0;
            DiagnosticPrinter.Print(error, surroundings);
            return 1;
        });
        return command;
    }

    private static Diagnostic? Create(string name, string path, string description, Surroundings surroundings)
    {
        if (name.Split('/').Any(p => p is "" or "." or "..") || name.Contains('\0', StringComparison.Ordinal)) return new Diagnostic(CliRules.Usage, $"an op cannot be called '{name}'") { Expected = "a name such as build, or group/build" };
        var text = Encoding.UTF8.GetBytes($"name: {Scalar(name)}\ndescription: {Scalar(description)}\n");

        // Whatever the name holds: what is written is an op.
        var problems = new DiagnosticBag();
        if (YamlText.Decode("op.yml", text, YamlLimits.OpFile, problems) is { } yaml) _ = OpReader.Read(yaml, problems);
        if (problems.FirstOrDefault() is { } problem) return new Diagnostic(CliRules.Usage, "an op cannot be called and described like that") { Cause = problem };

        var folder = Path.Combine(surroundings.WorkingDirectory, path, name);
        var file = Path.Combine(folder, "op.yml");
        var isWriting = false;
        try
        {
            Directory.CreateDirectory(folder);
            using var made = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            isWriting = true;
            made.Write(text);
            return null;
        }
        catch (IOException) when (!isWriting && File.Exists(file))
        {
            return new Diagnostic(CliRules.OpExists, $"there is an op at {Path.Combine(path, name)} already") { Expected = "a name that is free", Fix = $"take another name, or remove {Path.Combine(path, name, "op.yml")} first" };
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("write", file, e);
        }
    }

    // JSON is YAML. Words that YAML would take for something else than text need the quotes.
    private static string Scalar(string text)
    {
        var isPlain = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/' or '.');
        return isPlain && YamlReader.Read("", Encoding.UTF8.GetBytes(text), YamlLimits.OpFile, new DiagnosticBag()) is ScalarNode { Kind: ScalarKind.String } ? text : $"\"{JsonEncodedText.Encode(text)}\"";
    }
}
