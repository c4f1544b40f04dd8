using System.Text;
using Operon.Cli;
using Operon.Cli.Terminal;

var surroundings = new Surroundings
{
    ProgramName = ProgramName.Find(),
    WorkingDirectory = Environment.CurrentDirectory,
    Variable = Environment.GetEnvironmentVariable,
    Output = new StandardStream(Console.OpenStandardOutput(), "standard output"),
    Error = new StreamWriter(new StandardStream(Console.OpenStandardError(), "standard error"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true },
    Clock = TimeProvider.System,
    PrepareForContainers = () => OrdinaryUser.Prepare(args),
};
return await CommandLine.RunAsync(args, surroundings);
