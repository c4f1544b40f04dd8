using Operon.Cli.Terminal;

namespace Operon.Cli.Tests.Terminal;

public sealed class StandardStreamTests
{
    [Fact]
    public void Write_ToAFullDevice_DropsAndSaysWhyOnce()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using var stream = new StandardStream(full, "standard output");

        stream.Write("one"u8);
        stream.Write("two"u8);

        stream.Failure!.Message.ShouldBe("cannot write standard output: the disk is full");
    }
}
