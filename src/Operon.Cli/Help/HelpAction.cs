using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace Operon.Cli.Help;

/// <summary>What <c>--help</c> does.</summary>
internal sealed class HelpAction(Surroundings surroundings) : SynchronousCommandLineAction
{
    // What else is wrong with the line does not matter to who asks.
    public override bool ClearsParseErrors => true;

    /// <summary>The option, which every command has.</summary>
    public static HelpOption Option(Surroundings surroundings) => new("--help", "-h") { Description = "Show this help", Action = new HelpAction(surroundings) };

    public override int Invoke(ParseResult parseResult)
    {
        using var text = Writer(surroundings.Output);
        new HelpText(text).Write(CommandPage.Of(parseResult.CommandResult.Command, surroundings.ProgramName));
        return 0;
    }

    internal static StreamWriter Writer(Stream output) => new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
}
