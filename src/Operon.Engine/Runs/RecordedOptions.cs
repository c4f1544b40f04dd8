using System.Text.Json;
using Operon.Containers;
using Operon.Text.Json;

namespace Operon.Engine.Runs;

/// <summary>What a run was asked for besides its inputs, as the event of its beginning tells it (<c>docs/formats/run-events.md</c>).</summary>
/// <param name="Privileges">Which containers are privileged.</param>
/// <param name="HasOpenPorts">Whether other machines reach published ports too.</param>
/// <param name="Limits">What each container may use.</param>
/// <param name="MaxContainers">How many containers loops may have at once; null for as many as there are.</param>
public sealed record RecordedOptions(Privileges Privileges, bool HasOpenPorts, ContainerLimits Limits, int? MaxContainers)
{
    private const string Key = "options";

    /// <summary>Nothing but inputs.</summary>
    public static RecordedOptions None { get; } = new(Privileges.WhereAsked, HasOpenPorts: false, ContainerLimits.None, null);

    /// <summary>Those of a run that is asked for. Variables of containers are not among them: they are those of whoever asks.</summary>
    public static RecordedOptions Of(RunRequest request) =>
        new(request.Containers.Privileges, request.Containers.HasOpenPorts, request.Containers.Limits, request.MaxContainers);

    /// <summary>Reads them from the details of a root.</summary>
    /// <param name="details">The details.</param>
    /// <exception cref="InvalidOperationException">They are of another kind.</exception>
    /// <exception cref="FormatException">They are out of range.</exception>
    public static RecordedOptions Read(JsonElement details)
    {
        if (!details.TryGetProperty(Key, out var options)) return None;
        var privileges = !options.TryGetProperty("privileged", out var privileged) ? Privileges.WhereAsked
            : privileged.GetString() == "all" ? Privileges.All : Privileges.AllWherePossible;
        var limits = new ContainerLimits(Number(options, "memory") is { } memory ? (long)memory : null, Number(options, "cpus"), Number(options, "pids") is { } pids ? (long)pids : null);
        return new(privileges, options.TryGetProperty("openPorts", out var open) && open.GetBoolean(), limits, Number(options, "maxContainers") is { } most ? (int)most : null);
    }

    /// <summary>Writes them as a property; nothing where there are none.</summary>
    internal void Write(CanonicalJsonWriter json)
    {
        if (this == None) return;
        json.WriteKey(Key);
        json.StartObject();
        Write(json, "cpus", Limits.Cpus);
        Write(json, "maxContainers", MaxContainers);
        Write(json, "memory", Limits.Memory);
        if (HasOpenPorts)
        {
            json.WriteKey("openPorts");
            json.WriteBoolean(true);
        }

        Write(json, "pids", Limits.Pids);
        if (Privileges != Privileges.WhereAsked)
        {
            json.WriteKey("privileged");
            json.WriteString(Privileges == Privileges.All ? "all" : "where possible");
        }

        json.EndObject();
    }

    private static double? Number(JsonElement options, string name) => options.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static void Write(CanonicalJsonWriter json, string name, double? value)
    {
        if (value is not { } number) return;
        json.WriteKey(name);
        json.WriteNumber(number);
    }
}
