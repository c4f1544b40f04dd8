using Operon.Testing.Registries;

namespace Operon.Containers.Tests.Images.Registries;

/// <summary>Real registries, shared by the tests of a class.</summary>
public sealed class RegistryMachine : IDisposable
{
    private readonly Lazy<DockerRegistry> withPassword = new(DockerRegistry.WithPassword);

    public DockerRegistry Open { get; } = DockerRegistry.Open();

    public DockerRegistry WithPassword => withPassword.Value;

    public void Dispose()
    {
        Open.Dispose();
        if (withPassword.IsValueCreated) withPassword.Value.Dispose();
    }
}
