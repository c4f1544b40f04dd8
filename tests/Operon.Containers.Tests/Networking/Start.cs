using Operon.Containers.Networking;

namespace Operon.Containers.Tests.Networking;

/// <summary>Networks for tests.</summary>
internal static class Start
{
    public static EngineNetworkSettings Settings { get; } = new() { Time = TimeProvider.System, SearchPath = Environment.GetEnvironmentVariable("PATH") };

    /// <summary>A network of the machine itself.</summary>
    public static async Task<EngineNetwork> NetworkAsync() => (await EngineNetwork.StartAsync(Settings)).Value;
}
