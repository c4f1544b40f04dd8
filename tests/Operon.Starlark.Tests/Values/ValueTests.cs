using Operon.Starlark.Values;

namespace Operon.Starlark.Tests.Values;

public sealed class ValueTests
{
    [Fact]
    public void Value_OfSixteenBytes_IsWhatSpeedRestsOn() =>
        System.Runtime.CompilerServices.Unsafe.SizeOf<Value>().ShouldBe(16);
}
