using System.CommandLine;

namespace Operon.Cli.Commands.Releases;

/// <summary>How commands are told which package and release: by a reference, or by two options.</summary>
internal sealed class PackageOptions
{
    private readonly Argument<string?> reference = new("REF") { Description = "The package, such as web/release.ocu.star, or one of its releases: web/release.ocu.star/@r2", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> file = new("PACKAGE") { Description = "The package file, such as web/release.ocu.star; the new release gets its own name", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> package = new("--package") { Description = "The package, where no REF is given", HelpName = "FILE", DefaultValueFactory = _ => ".", Recursive = true };
    private readonly Option<string?> release = new("--release") { Description = "The release or tag, where no REF is given", HelpName = "RELEASE", Recursive = true };

    /// <summary>Gives them to a group of commands.</summary>
    public void AddTo(Command group)
    {
        group.Add(package);
        group.Add(release);
    }

    /// <summary>Gives a command the argument.</summary>
    public void AddReferenceTo(Command command) => command.Add(reference);

    /// <summary>Gives a command that makes releases its argument, which names none.</summary>
    public void AddPackageTo(Command command) => command.Add(file);

    /// <summary>The argument of a command that needs it.</summary>
    public static Argument<string> Required() => new("REF") { Description = "The document: @/environment/NAME, web/release.ocu.star/@r2/task/NAME, …; a #fragment picks a value" };

    /// <summary>The argument of a command that is about a package.</summary>
    public static Argument<string> Package() => new("PACKAGE") { Description = "The package file, such as web/release.ocu.star" };

    /// <summary>A reference as people write it: <c>FILE.ocu.star@r2</c> is <c>FILE.ocu.star/@r2</c>.</summary>
    public static string Spell(string text)
    {
        const string Glued = ".ocu.star@";
        var at = text.IndexOf(Glued, StringComparison.Ordinal);
        return at < 0 ? text : $"{text[..(at + Glued.Length - 1)]}/{text[(at + Glued.Length - 1)..]}";
    }

    /// <summary>What was asked for, as text of a reference.</summary>
    public string Read(ParseResult parsed)
    {
        if (parsed.GetValue(parsed.CommandResult.Command.Arguments.Contains(file) ? file : reference) is { Length: > 0 } text) return text;
        var name = parsed.GetValue(package) ?? ".";
        return parsed.GetValue(release) is { Length: > 0 } of ? $"{name}/@{of}" : name;
    }
}
