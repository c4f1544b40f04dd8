using Operon.Containers.Images;
using Operon.Containers.Images.Registries;

namespace Operon.Containers.Tests.Images.Registries;

public sealed class RegistryEndpointTests
{
    [Theory]
    [InlineData("localhost:5000/tool", "http://localhost:5000/v2/tool/")]
    [InlineData("localhost/tool", "http://localhost/v2/tool/")]
    [InlineData("127.0.0.1:5000/tool", "http://127.0.0.1:5000/v2/tool/")]
    [InlineData("127.8.9.1:80/tool", "http://127.8.9.1/v2/tool/")]
    [InlineData("alpine", "https://registry-1.docker.io/v2/library/alpine/")]
    [InlineData("registry.example:80/tool", "https://registry.example:80/v2/tool/")]
    [InlineData("localhost.example/tool", "https://localhost.example/v2/tool/")]
    [InlineData("127.0.0.1.example:5000/tool", "https://127.0.0.1.example:5000/v2/tool/")]
    [InlineData("10.0.0.1:5000/tool", "https://10.0.0.1:5000/v2/tool/")]
    [InlineData("0.0.0.0:5000/tool", "https://0.0.0.0:5000/v2/tool/")]
    public void Of_Reference_IsHttpForThisMachinesOwnAddressesAlone(string reference, string root) =>
        RegistryEndpoint.Of(ImageReference.Parse(reference).Value).Value.Root.ToString().ShouldBe(root);

    [Theory]
    [InlineData("https://registry.example/token", true)]
    [InlineData("http://localhost:5001/token", true)]
    [InlineData("http://registry.example/token", false)]
    [InlineData("ftp://localhost/token", false)]
    public void IsSafe_Address_IsOneThatNobodyReadsAlong(string address, bool isSafe) => RegistryEndpoint.IsSafe(new Uri(address)).ShouldBe(isSafe);
}
