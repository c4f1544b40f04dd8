using System.Text;
using Operon.Cli;

var surroundings = new Surroundings
{
    ProgramName = ProgramName.Find(),
    WorkingDirectory = Environment.CurrentDirectory,
    Variable = Environment.GetEnvironmentVariable,
    Output = Console.OpenStandardOutput(),
    Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true },
    Clock = TimeProvider.System,
};
return await CommandLine.RunAsync(args, surroundings);
