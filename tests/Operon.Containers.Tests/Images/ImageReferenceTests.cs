using Operon.Containers.Images;

namespace Operon.Containers.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("alpine", "docker.io/library/alpine:latest")]
    [InlineData("alpine:3.20", "docker.io/library/alpine:3.20")]
    [InlineData("Alpine:3.20-RC", "docker.io/library/alpine:3.20-RC")]
    [InlineData("owner/name", "docker.io/owner/name:latest")]
    [InlineData("index.docker.io/name", "docker.io/library/name:latest")]
    [InlineData("ghcr.io/LinuxContainers/Alpine:Latest", "ghcr.io/linuxcontainers/alpine:Latest")]
    [InlineData("localhost/x", "localhost/x:latest")]
    [InlineData("localhost:5000/x:1", "localhost:5000/x:1")]
    [InlineData("alpine@sha256:" + Hex, "docker.io/library/alpine@sha256:" + Hex)]
    [InlineData("alpine:1@sha256:" + Hex, "docker.io/library/alpine:1@sha256:" + Hex)]
    [InlineData(Hex, "sha256:" + Hex)]
    [InlineData("sha256:" + Hex, "sha256:" + Hex)]
    public void Parse_Reference_IsNormalised(string text, string expected) => ImageReference.Parse(text).Value.ToString().ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("alpine:")]
    [InlineData("alpine@")]
    [InlineData("alpine@sha256:12")]
    [InlineData("/x")]
    [InlineData("x//y")]
    [InlineData("../image")]
    [InlineData("a\n")]
    public void Parse_NoReference_IsRefused(string text) => ImageReference.Parse(text).Error!.Code.ShouldBe("IMG0001");
}
