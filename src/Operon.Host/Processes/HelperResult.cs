using Operon.Text;

namespace Operon.Host.Processes;

/// <summary>How a helper program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + the number of the signal that ended it.</param>
/// <param name="Output">What it wrote to its standard output, up to the limit.</param>
/// <param name="Error">What it wrote to its standard error, up to the limit.</param>
/// <param name="IsCut">Whether one of them was longer.</param>
public sealed record HelperResult(int ExitCode, ByteString Output, ByteString Error, bool IsCut);
